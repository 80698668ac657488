import type { Change } from '../api/exchanges.ts';

/** What an operator filled in; empty where nothing was. */
export type Fields = Readonly<Record<string, string>>;

/** One thing that an operator can have done, to one exchange or to all. */
export interface Action {
  /** On the button, and over its dialog. */
  label: string;
  /** What will happen, in the words of who has to decide. */
  explain: (exchange: string) => string;
  fields: readonly FieldName[];
  tone?: 'danger';
  /** Whether it is only tried first: what would be done is shown, and then confirmed. */
  triedFirst?: boolean;
  change: (exchange: string, fields: Fields, how: { dryRun: boolean }) => Change;
}

export type FieldName = 'reason' | 'duration' | 'pollIntervalMs' | 'symbols';

export type ActionName =
  | 'add'
  | 'settings'
  | 'blacklist'
  | 'unblacklist'
  | 'restart'
  | 'pause'
  | 'resume'
  | 'refresh'
  | 'refresh-all'
  | 'restart-failed';

import type { Answer } from '../../../client/src/answer.ts';
import type { ExchangeControlPlane } from '../../../client/src/client.ts';
import type { ChangeOptions } from '../../../client/src/options.ts';
import type { Outcome } from '../domain/outcome.ts';

/** What an operator filled in; empty where nothing was. */
export type Fields = Readonly<Record<string, string>>;

export type FieldName = 'reason' | 'duration' | 'pollIntervalMs' | 'symbols';

/** What is to be done to which exchange; empty: to all of them. */
export interface Wanted {
  exchange: string;
  fields: Fields;
  options: ChangeOptions;
}

type Call = (plane: ExchangeControlPlane, wanted: Wanted) => Promise<Answer<Outcome>>;

/** One thing that an operator can have done, to one exchange or to all. */
export interface Action {
  /** On the button, and over its dialog. */
  label: string;
  /** What will happen, in the words of who has to decide. */
  explain: (exchange: string) => string;
  fields: readonly FieldName[];
  tone?: 'danger';
  /** Shows first what would be done, and changes nothing. */
  tryOut?: Call;
  perform: Call;
}

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

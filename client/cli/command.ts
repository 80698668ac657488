import type { ParseArgsOptionsConfig } from 'node:util';
import type { ExchangeControlPlane } from '../src/client.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command works with. */
export interface Context {
  plane: ExchangeControlPlane;
  /** What stands after the command's name, without options. */
  names: readonly string[];
  options: Options;
  /** Prints for people, or with --json what the API answered. */
  show: (data: unknown, forPeople: () => string) => void;
  /** A remark for people, on standard error. */
  say: (text: string) => void;
  /** Resolves when the answer is yes; --yes answers by itself. */
  confirm: (question: string) => Promise<void>;
  isJson: boolean;
  isTerminal: boolean;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
}

export interface Command {
  /** What stands after the name. */
  usage: string;
  summary: string;
  options?: ParseArgsOptionsConfig;
  /** How many names it takes: at least, at most. */
  names: readonly [min: number, max: number];
  run: (context: Context) => Promise<ExitCode>;
}

/** The values of a command's options. */
export class Options {
  readonly #values: Record<string, unknown>;

  constructor(values: Record<string, unknown>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }
}

/** The one name that a command was given. */
export function only({ names }: Context): string {
  return names[0] ?? '';
}

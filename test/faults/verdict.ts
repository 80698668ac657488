import { TooSlow, Unmet } from './expectations.ts';
import type { Facts } from './scenario.ts';

/** What became of one run of a scenario. */
export type Outcome =
  | { kind: 'held'; facts: Facts }
  | { kind: 'unmet'; why: string; slow: boolean }
  | { kind: 'broke'; why: string };

export async function outcomeOf(run: () => Promise<Facts>): Promise<Outcome> {
  try {
    return { kind: 'held', facts: await run() };
  } catch (error) {
    if (error instanceof Unmet) return { kind: 'unmet', why: error.message, slow: error instanceof TooSlow };
    return { kind: 'broke', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Why a row did not survive, or `undefined`. A fault that was never done proves nothing. */
export function failureOf(outcome: Outcome): string | undefined {
  if (outcome.kind !== 'held') return outcome.why;
  return outcome.facts.injected > 0 ? undefined : 'the fault was never injected';
}

/** Why a control proves nothing, or `undefined` when the missing guard was seen. */
export function controlFailureOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'unmet') return undefined;
  return outcome.kind === 'held'
    ? 'it held all the same, so the row cannot tell'
    : `it broke otherwise: ${outcome.why}`;
}

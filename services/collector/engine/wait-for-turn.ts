import { setTimeout as pause } from 'node:timers/promises';
import type { Turn, Turns } from '../store/turns.ts';

const LONGEST_PAUSE_MS = 100;

/**
 * The turn, and the monotonic instant before it was asked for. Who is refused tries again for up to `patienceMs`
 * rather than skip a cycle. `undefined`: not within that time, or not at all, or `signal` aborted.
 */
export async function waitForTurn(
  turns: Pick<Turns, 'take'>,
  exchange: string,
  { spacingMs, patienceMs, signal }: { spacingMs: number; patienceMs: number; signal: AbortSignal },
): Promise<{ turn: Turn; askedAt: number } | undefined> {
  const giveUpAt = performance.now() + patienceMs;
  while (!signal.aborted) {
    const askedAt = performance.now();
    const result = await turns.take(exchange, spacingMs);
    if (result.kind === 'taken') return { turn: result.turn, askedAt };
    if (result.kind === 'closed' || performance.now() >= giveUpAt) return undefined;
    // nothing that happens here ends this sooner; another job comes
    if (result.kind === 'early' && performance.now() + result.waitMs > giveUpAt) return undefined;
    await pause(Math.min(result.waitMs + 1, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

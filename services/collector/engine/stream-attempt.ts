import { setTimeout as pause } from 'node:timers/promises';
import { isBulkheadRejectedError } from 'cockatiel';
import type { PollResult } from '../poll/market-data.ts';
import type { Plan } from '../registry/plan.ts';
import type { StreamMode } from '../store/market-writer.ts';
import type { Turn } from '../store/turns.ts';
import type { OpenStream } from '../stream/open-stream.ts';
import { type StreamSession, streamSession } from '../stream/stream-session.ts';
import { type AttemptEnd, type AttemptParts, poll, renewMarkets } from './attempt.ts';
import { type HeldTurn, TurnLapsedError } from './held-turn.ts';
import { recordFailure } from './record-failure.ts';

/** An attempt ends by itself then, so that all is read anew and another node may have its turn. */
const LASTS_MS = 600_000;
/** A poll in the websocket's stead is not put off by a cycle for a few milliseconds. */
const TOLERANCE_MS = 50;

const ENDS = { over: 'it has lasted long enough', crowded: 'other markets are loaded first' };

/**
 * An attempt that goes on, its turn held all the while and every write of it fenced:
 * 1. poll, as any attempt does, and write that
 * 2. open the websocket, and each interval write what it has brought since
 * 3. in a cycle in which it brought nothing, poll in its stead, as often as the rate limit allows
 * A poll that fails ends the attempt as it ends any other; a websocket that fails does not.
 */
export async function runStreaming(
  parts: AttemptParts,
  open: OpenStream,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
): Promise<AttemptEnd> {
  const { turns, log } = parts;
  const { exchange } = plan;
  const session = streamSession({
    open: () => open(exchange, turn.restarts),
    onLost: (why) => log.info({ exchange, why }, 'websocket lost, polling in its stead'),
  });
  try {
    const end = await cycles(parts, plan, turn, held, session);
    if (end === 'written') return 'over';
    const why = end === 'aborted' ? String(held.signal.reason?.message) : ENDS[end];
    log.info({ exchange, why }, 'attempt ended early');
    await turns.release(turn);
    return end === 'crowded' || held.signal.reason instanceof TurnLapsedError ? 'again' : 'over';
  } finally {
    session.close();
  }
}

/** `written`: by a failure, or a write that was refused; the turn is not this attempt's any more. */
async function cycles(
  parts: AttemptParts,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
  session: StreamSession,
): Promise<'written' | 'aborted' | keyof typeof ENDS> {
  const { writer, log } = parts;
  const begunAt = performance.now();
  let polledAt = Number.NEGATIVE_INFINITY;
  /** Its first success cures the worker; what fails later is a first failure again. */
  let current = turn;

  async function write(result: PollResult, startedAt: number, mode: StreamMode): Promise<boolean> {
    const latencyMs = Math.round(performance.now() - startedAt);
    const timing = { latencyMs, staleAfterMs: plan.staleAfterMs };
    const written = await writer.commit(turn, result, timing, mode);
    if (!written) log.warn({ exchange: plan.exchange, token: turn.token }, 'late write refused');
    current = { ...turn, failures: 0, probeFirst: false, restartedMsAgo: Number.POSITIVE_INFINITY };
    return written;
  }

  while (performance.now() - begunAt < LASTS_MS) {
    const startedAt = performance.now();
    const streamed = session.take();
    if (streamed) {
      if (!(await write(streamed, startedAt, 'stream'))) return 'written';
    } else if (startedAt - polledAt >= plan.effectiveIntervalMs - TOLERANCE_MS) {
      polledAt = startedAt;
      session.polling();
      const outcome = await poll(parts, plan, current, held);
      if (held.signal.aborted) return 'aborted';
      if ('error' in outcome && isBulkheadRejectedError(outcome.error)) return 'crowded';
      if ('error' in outcome) {
        await recordFailure(parts, plan, current, outcome.error);
        return 'written';
      }
      const { polled, marketsAreOld } = outcome.result;
      if (!(await write(polled, startedAt, 'poll'))) return 'written';
      const banned = marketsAreOld ? await renewMarkets(parts, plan, current, held) : undefined;
      if (banned) {
        await recordFailure(parts, plan, current, banned);
        return 'written';
      }
      session.polled(polled);
    }
    const restMs = Math.max(0, plan.intervalMs - (performance.now() - startedAt));
    await pause(restMs, undefined, { signal: held.signal }).catch(() => undefined);
    if (held.signal.aborted) return 'aborted';
  }
  return 'over';
}

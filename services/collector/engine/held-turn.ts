import type { RequestGuard } from '../poll/request-guard.ts';
import { LAPSE_MS, RENEW_EVERY_MS, type Turn, type Turns } from '../store/turns.ts';

/** The attempt may not go on: its turn was revoked or taken over. */
export class TurnLostError extends Error {
  override readonly name: string = 'TurnLostError';
}

/** The same, for it could not be renewed in time: this node or Redis stood still for a moment. */
export class TurnLapsedError extends TurnLostError {
  override readonly name = 'TurnLapsedError';

  constructor() {
    super('the turn could not be renewed in time');
  }
}

/** A holder counts its turn as over this much before Redis does. */
const MARGIN_MS = 50;

export interface HeldTurn extends Omit<RequestGuard, 'reserve'> {
  /** Ends the attempt from outside. */
  abort(reason: Error): void;
  /** Stops renewing. */
  end(): void;
}

/**
 * Renews a turn for as long as its attempt runs, and aborts the attempt when the turn is lost.
 *
 * What a node that was frozen may still do is decided by its own monotonic clock, which went on: it sends no
 * request past its last confirmed renewal, whatever else thaws first. `takenAt` is from before the turn was asked for.
 */
export function holdTurn(turns: Pick<Turns, 'renew'>, turn: Turn, takenAt: number): HeldTurn {
  const controller = new AbortController();
  let confirmedAt = takenAt;

  const lapsed = () => performance.now() - confirmedAt >= LAPSE_MS - MARGIN_MS;

  async function renew(): Promise<void> {
    if (lapsed()) return controller.abort(new TurnLapsedError());
    const askedAt = performance.now();
    // Redis may be away for a moment; the turn then lapses by the clock
    const kept = await turns.renew(turn).catch(() => undefined);
    if (kept) confirmedAt = askedAt;
    if (kept === false) controller.abort(new TurnLostError('the turn was revoked or taken over'));
  }

  const timer = setInterval(renew, RENEW_EVERY_MS);
  return {
    signal: controller.signal,
    check() {
      if (lapsed()) controller.abort(new TurnLapsedError());
      controller.signal.throwIfAborted();
    },
    abort: (reason) => controller.abort(reason),
    end: () => clearInterval(timer),
  };
}

import { randomUUID } from 'node:crypto';
import type { ReadRequest } from '../usecases/read-cache.ts';
import type { LeaseCacheOptions } from './options.ts';
import type { BeginReply } from './store.ts';
import { FOLLOWER_PATIENCE_MS, LEASE_MARGIN_MS, pollDelayMs } from './timing.ts';

/** `down`: Redis did not answer. */
export type Beginning = BeginReply | { state: 'down' };

/**
 * A hit; or the lease, for the one who may fill; or `wait` when another reader has had the lease for as long as
 * this one has patience.
 */
export async function beginOrWait(options: LeaseCacheOptions, request: ReadRequest): Promise<Beginning> {
  const { clock, random } = options;
  const begin = {
    token: randomUUID(),
    leaseMs: options.upstreamTimeoutMs + LEASE_MARGIN_MS,
    acceptsBrotli: request.acceptsBrotli,
    ifNoneMatch: request.ifNoneMatch,
  };
  let deadline: number | undefined;
  for (;;) {
    let reply: BeginReply;
    try {
      reply = await options.guard(() => options.store.begin(request.resource, begin));
    } catch (error) {
      options.count('bypass', error);
      return { state: 'down' };
    }
    if (reply.state !== 'wait') return reply;
    const now = clock.now();
    if (deadline !== undefined && now >= deadline) return reply;
    deadline ??= now + Math.min(reply.leaseMs, FOLLOWER_PATIENCE_MS);
    await clock.delay(Math.min(pollDelayMs(random), deadline - now), request.signal);
  }
}

import type { Clock } from '#lib/cache/clock.ts';
import type { InvalidateCacheInput } from '#lib/usecases/invalidate-cache.ts';

const POLL_MS = 1_000;
const REPEAT_MS = 60_000;

export interface FollowerDeps {
  /** Undefined when the upstream has no versions. */
  registryVersion(signal: AbortSignal): Promise<number | undefined>;
  invalidate(input: InvalidateCacheInput): Promise<unknown>;
  clock: Clock;
  log: { warn(detail: object, message: string): void };
}

/**
 * What the registry table's stream and the minute schedule are on AWS: asks the registry's version every second and
 * has the caches follow when it changed, and every minute all the same, which heals what both deletions have missed.
 * A failure is logged and tried again at the next tick.
 */
export function startFollower({ registryVersion, invalidate, clock, log }: FollowerDeps): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  let followed: { version: number; at: number } | undefined;

  async function tick(): Promise<void> {
    const version = await registryVersion(AbortSignal.any([stopping.signal, AbortSignal.timeout(5_000)]));
    if (version === undefined) return;
    const now = clock.now();
    if (followed?.version === version && now - followed.at < REPEAT_MS) return;
    await invalidate({ version });
    followed = { version, at: now };
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((err) => {
        if (!stopping.signal.aborted) log.warn({ err }, 'caches do not follow the registry; trying again');
      });
      await clock.delay(POLL_MS, stopping.signal).catch(() => undefined);
    }
  }

  const ended = run();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

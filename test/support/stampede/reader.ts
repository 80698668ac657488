import { Redis } from 'ioredis';
import { systemClock } from '#lib/cache/clock.ts';
import { cacheUnderTest } from '../cache-under-test.ts';
import { loadFrom } from '../oracle/upstream-client.ts';
import type { StampedeOrders } from './stampede.ts';

/**
 * The time limits of client and follower are taken away: a busy machine may withhold the processor for longer than
 * those, and going to the upstream would then be right.
 */
const patientClock = { ...systemClock, now: () => 0 };

/** A process that connects, says so, and on its next message reads so many times at once. */
process.on('disconnect', () => process.exit(1));
process.once('message', async ({ redisUrl, upstreamUrl, reads }: StampedeOrders) => {
  const redis = new Redis(redisUrl);
  const { read } = cacheUnderTest(redis, { clock: patientClock });
  await redis.ping();
  process.once('message', async () => {
    const answers = await Promise.all(Array.from({ length: reads }, () => read(loadFrom(upstreamUrl))));
    process.send?.(
      answers.map((answer) => answer.outcome),
      () => process.exit(0),
    );
  });
  process.send?.('ready');
});

import { expect, it } from '@jest/globals';
import { startUpstream } from '../support/oracle/upstream.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { stampede } from '../support/stampede/stampede.ts';

it('500 misses at once in two processes cost the upstream one call', async () => {
  const server = await startRedisServer();
  const upstream = await startUpstream({ random: () => 1, slowestMs: 150, failing: 0 });
  try {
    const orders = { redisUrl: server.url, upstreamUrl: upstream.url, reads: 250 };
    const outcomes = await stampede(2, orders);
    expect(outcomes).toHaveLength(500);
    expect(outcomes.filter((outcome) => outcome === 'MISS')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'HIT')).toHaveLength(499);
    expect(upstream.reads()).toBe(1);
  } finally {
    await upstream.close();
    await server.stop();
  }
});

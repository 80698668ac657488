import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL, { lazyConnect: true });

/** The least that a cached read can be: one GET. */
export const handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: await redis.get(process.env.BENCH_KEY),
});

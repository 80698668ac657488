import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { secureHeaders } from 'hono/secure-headers';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL, { lazyConnect: true });
const app = new Hono();

app.use(secureHeaders());
for (const path of ['/api/v1/exchanges/config', '/api/v1/exchanges/supported']) {
  app.get(path, async (c) =>
    c.body(await redis.get(process.env.BENCH_KEY), 200, {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
    }),
  );
}
app.onError((error, c) => c.json({ error: error.message }, 500));

export const handler = handle(app);

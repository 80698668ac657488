import express from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL, { lazyConnect: true });

/** The cached reads as an Express application, with the headers that ours sends. */
export const app = express();

app.use((_request, response, next) => {
  response.set({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  next();
});
app.get(['/api/v1/exchanges/config', '/api/v1/exchanges/supported'], async (_request, response) => {
  response.type('json').send(await redis.get(process.env.BENCH_KEY));
});
app.use((error, _request, response, _next) => response.status(500).json({ error: error.message }));

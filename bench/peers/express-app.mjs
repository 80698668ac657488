import express from 'express';
import { Redis } from 'ioredis';

const { REDIS_URL, CCXT_SERVICE_URL, SERVICE_API_KEY } = process.env;
const redis = new Redis(REDIS_URL, { lazyConnect: true });
redis.on('error', () => {});

/** The cached reads as an Express application: with the headers that ours sends, and an hour of cache without a lease. */
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

async function config() {
  const headers = { 'x-api-key': SERVICE_API_KEY };
  const reply = await fetch(`${CCXT_SERVICE_URL}/api/admin/exchanges/config`, { headers });
  return reply.json();
}
async function cached(key, load) {
  const found = await redis.get(key);
  if (found !== null) return found;
  const loaded = JSON.stringify(await load());
  await redis.set(key, loaded, 'EX', 3_600);
  return loaded;
}

app.get('/api/v1/exchanges/config', async (_request, response) => {
  response.type('json').send(await cached('exchange:config', config));
});
app.get('/api/v1/exchanges/supported', async (_request, response) => {
  const supported = async () => {
    const { activeExchanges } = await config();
    return { exchanges: activeExchanges.toSorted(), count: activeExchanges.length };
  };
  response.type('json').send(await cached('exchange:supported', supported));
});
app.post('/api/v1/exchanges/add/:exchange', async (request, response) => {
  const url = `${CCXT_SERVICE_URL}/api/admin/exchanges/add/${request.params.exchange}`;
  const reply = await fetch(url, { method: 'POST', headers: { 'x-api-key': SERVICE_API_KEY } });
  await redis.del('exchange:config', 'exchange:supported');
  response.status(reply.status).json(await reply.json());
});
app.use((error, _request, response, _next) => response.status(500).json({ error: error.message }));

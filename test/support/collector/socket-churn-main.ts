import { setTimeout as pause } from 'node:timers/promises';
import { exchangePool } from '#services/collector/poll/exchange-pool.ts';
import { marketStream } from '#services/collector/stream/market-stream.ts';
import { streamOpener } from '#services/collector/stream/open-stream.ts';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';

/*
 * Opens websockets, closes them before all subscriptions are sent, and ends with 0 if nothing ended it before. argv: simulator, and `throttled` to leave ccxt's rate limit on.
 */
const [proxyUrl, throttled] = process.argv.slice(2);
const ID = 'okx';
const requests = { proxyUrl, timeoutMs: 5_000 };
const pool = exchangePool({ ...requests, open: openExchange });
const { exchange: polling, use, giveBack } = await pool.take(ID, 0);
const signal = new AbortController().signal;
use({ signal, check() {}, reserve: async () => 0 });
await ensureMarkets(polling, signal);
giveBack();
const exchange = await streamOpener({ pool, ...requests })(ID, 0);
if (throttled) exchange.enableRateLimit = true;
for (let time = 0; time < 5; time++) {
  const stream = marketStream(exchange, { tickers: ['BTC/USDT'], books: ['BTC/USDT', 'ETH/USDT'] }, {});
  await pause(0);
  await Promise.all(Object.values(exchange.clients).map(({ connected }) => connected));
  stream.close();
}
await pause(1_000);
process.exit(0);

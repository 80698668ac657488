import { setTimeout as pause } from 'node:timers/promises';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { collecting, type Way } from './ways.ts';

/*
 * Collects one simulated exchange under several aliases in one way, as a node would but without Redis, and tells its
 * parent what that took. argv: way, exchange, how many, simulator, warm-up and measured milliseconds.
 */
const [way, id = '', count, simulator, warmUpMs, measuredMs] = process.argv.slice(2);
const CYCLE_MS = 1_000;
const SAMPLE_EVERY_MS = 50;
const SYMBOL = 'BTC/USDT';

const collected = await Promise.all(
  Array.from({ length: Number(count) }, async (_, at) => {
    const proxyUrl = `${simulator}@alias/${id}-${way}-${at}/`;
    const exchange = await openExchange(id, { proxyUrl, timeoutMs: 5_000, streaming: way !== 'poll' });
    exchange.enableRateLimit = false;
    exchange.options.defaultType = 'spot';
    await ensureMarkets(exchange, AbortSignal.timeout(20_000));
    return collecting(way as Way, exchange);
  }),
);

let cycles = 0;
let silent = 0;
let bytes = 0;
let tickers = 0;
/** The instant of the ticker that a consumer would read, of each. */
const written: (number | undefined)[] = [];
async function cycle(at: number): Promise<void> {
  const result = await collected[at]?.cycle();
  if (!result) {
    silent++;
    return;
  }
  const field = result.tickers.find(([symbol]) => symbol === SYMBOL);
  written[at] = JSON.parse(field?.[1] ?? '{}').timestamp;
  cycles++;
  tickers += result.tickers.length;
  bytes += result.tickers.reduce((sum, [, json]) => sum + json.length, 0);
}

await pause(Number(warmUpMs));
const failures: string[] = [];
const timers = collected.map((_, at) =>
  setTimeout(
    () => setInterval(() => cycle(at).catch((error) => failures.push(String(error))), CYCLE_MS).unref(),
    (CYCLE_MS * at) / collected.length,
  ),
);
await pause(2 * CYCLE_MS);
[cycles, silent, bytes, tickers] = [0, 0, 0, 0];
const ages = { held: [] as number[], written: [] as number[] };
const sampling = setInterval(() => {
  const now = Date.now();
  collected.forEach(({ held }, at) => {
    const [one, other] = [held(SYMBOL)?.timestamp, written[at]];
    if (one) ages.held.push(now - one);
    if (other) ages.written.push(now - other);
  });
}, SAMPLE_EVERY_MS);
const before = process.cpuUsage();
const startedAt = performance.now();
await pause(Number(measuredMs));
const used = process.cpuUsage(before);
const ms = performance.now() - startedAt;
clearInterval(sampling);
for (const timer of timers) clearTimeout(timer);

process.send?.({
  cpuPercent: ((used.user + used.system) / 1000 / ms) * 100,
  rssMb: process.memoryUsage.rss() / 1e6,
  cycles,
  silent,
  tickersPerCycle: tickers / cycles,
  bytesPerCycle: bytes / cycles,
  ages,
  failures,
});
for (const each of collected) each.close();
process.disconnect();

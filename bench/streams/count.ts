import ccxt from 'ccxt';
import { planOf } from '#services/collector/registry/plan.ts';
import manifest from '../../package.json' with { type: 'json' };

/*
 * How many exchanges have websockets, by the installed ccxt: node bench/streams/count.ts
 * Only `true` counts, as for what can be collected (services/common/exchange/capability.ts).
 */
const CALLS = ['watchTickers', 'watchTicker', 'watchOrderBook', 'watchOrderBookForSymbols', 'watchBidsAsks'];

const classes = new Map(Object.entries(ccxt.pro as unknown as Record<string, new () => HasFlags>));
interface HasFlags {
  has: Record<string, unknown>;
}
const streaming = ccxt.exchanges.flatMap((id) => {
  const Class = classes.get(id);
  return Class ? [{ id, has: new Class().has }] : [];
});
const WHOLE = ['fetchTickers', 'fetchOrderBook', 'watchTickers', 'watchOrderBook'];
const those = (calls: string[]) => streaming.filter(({ has }) => calls.every((call) => has[call] === true));

// ccxt.version may be behind its package's
console.log(
  `ccxt ${manifest.dependencies.ccxt}: ${ccxt.exchanges.length} exchanges, ${streaming.length} with websockets`,
);
for (const call of CALLS) console.log(`  ${call}: ${those([call]).length}`);
console.log(`  can be polled for tickers and order books: ${those(WHOLE.slice(0, 2)).length}`);
console.log(`  and watched for both: ${those(WHOLE).length}`);

const NO_SETTINGS = { pollIntervalMs: null, symbols: null, rateLimitMs: null };
const intervals = those(WHOLE).map(({ id }) => planOf(id, NO_SETTINGS, 1_000).effectiveIntervalMs);
for (const seconds of [1, 2, 5]) {
  const slower = intervals.filter((ms) => ms > 1000 * seconds).length;
  console.log(`  of which their rate limit keeps from being polled every ${seconds} s: ${slower}`);
}

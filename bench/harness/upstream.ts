import { sendJson, startHttpStub } from '../../test/support/http-stub.ts';

/** How many exchanges the stub has; 2 KB of ids, as the real catalog's would be with a few more. */
const IDS = Array.from({ length: 220 }, (_, n) => `exchange${n}`);

const TIMEFRAMES = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w', '1M'];
const CAPABILITIES = [
  'fetchTickers',
  'fetchOrderBook',
  'fetchOHLCV',
  'fetchTrades',
  'fetchTime',
  'fetchStatus',
];

/** A configuration of about 200 KB: long names and symbols stand for what more exchanges would have. */
export function largeConfig(ids: readonly string[] = IDS) {
  const exchanges = ids.map((id, n) => ({
    id,
    name: `Exchange number ${n}`,
    capabilities: Object.fromEntries(CAPABILITIES.map((name, c) => [name, (n * 7 + c * 3) % 5 !== 0])),
    rateLimit: 50 + ((n * 37) % 950),
    timeframes: TIMEFRAMES.slice(0, 5 + (n % 9)),
    certified: n % 4 === 0,
    settings: {
      pollIntervalMs: 5_000,
      symbols: Array.from(
        { length: 40 },
        (_, s) => `${String.fromCharCode(65 + (s % 26))}${n * 31 + s * 17}/USDT`,
      ),
    },
  }));
  return {
    config: { blacklistedExchanges: [] },
    activeExchanges: [...ids],
    availableExchanges: [...ids],
    exchanges,
    blacklist: [],
    version: 1,
    timestamp: '2026-11-22T12:00:00.000Z',
  };
}

const PASSED = { status: 'passed', latencyMs: 1 };

/** A CCXT service and a collector in one stub, which answers at once what the benched functions ask of either. */
export async function startUpstream() {
  const config = largeConfig();
  const { activeExchanges } = config;
  const text = JSON.stringify(config);
  let configReads = 0;
  const stub = await startHttpStub(({ path }, response) => {
    const [, action, exchange] = /^\/api\/admin\/exchanges\/(\w+)\/?(\w*)$/.exec(path) ?? [];
    switch (action) {
      case 'config':
        configReads += 1;
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      case 'validate': {
        const connectivity = { health: PASSED, capability: PASSED, rateLimit: PASSED };
        return sendJson(response, 200, { exchange, connectivity });
      }
      case 'add':
        return sendJson(response, 200, { message: 'added', activeExchanges, changed: true, version: 2 });
      default:
        // no workers: nobody is waited for
        return sendJson(response, 404, { error: 'no worker', code: 'EXCHANGE_NOT_ACTIVE' });
    }
  });
  return { url: stub.url, configReads: () => configReads, close: stub.close };
}

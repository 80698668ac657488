import { sendJson, startHttpStub } from '../../test/support/http-stub.ts';

const TIMEFRAMES = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w', '1M'];
const COINS =
  'BTC ETH SOL XRP BNB DOGE ADA TRX AVAX LINK SUI XLM BCH TON HBAR LTC SHIB DOT UNI NEAR APT ICP AAVE ETC VET ARB FIL ATOM ALGO OP'.split(
    ' ',
  );
const CAPABILITIES = [
  'fetchTickers',
  'fetchOrderBook',
  'fetchOHLCV',
  'fetchTrades',
  'fetchTime',
  'fetchStatus',
];

/** What the upstream's configuration holds. */
export interface ConfigSize {
  exchanges: number;
  /** Of each exchange. */
  symbols: number;
}
/** 200 KB of configuration, and 2 KB of ids. */
const LARGE: ConfigSize = { exchanges: 220, symbols: 55 };

/** A configuration as the CCXT service answers with it; brotli makes it 24 times smaller (that of all of ccxt: 15 times). */
export function configOf({ exchanges: count, symbols }: ConfigSize) {
  const ids = Array.from({ length: count }, (_, n) => `exchange${n}`);
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
        { length: symbols },
        (_, s) => `${COINS[(Math.imul(n * 64 + s, 2_654_435_761) >>> 16) % COINS.length]}/USDT`,
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
export async function startUpstream({
  delayMs = 0,
  ...size
}: Partial<ConfigSize> & { delayMs?: number } = {}) {
  const config = configOf({ ...LARGE, ...size });
  const { activeExchanges } = config;
  const text = JSON.stringify(config);
  let configReads = 0;
  const stub = await startHttpStub(({ path }, response) => {
    const [, action, exchange] = /^\/api\/admin\/exchanges\/(\w+)\/?(\w*)$/.exec(path) ?? [];
    switch (action) {
      case 'config':
        configReads += 1;
        return void setTimeout(() => {
          response.writeHead(200, { 'content-type': 'application/json' }).end(text);
        }, delayMs);
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

import { describe, expect, it } from '@jest/globals';
import { startConfig } from '#local/config.ts';
import { banner } from '#local/supervisor/banner.ts';
import { parseOptions } from '#local/supervisor/options.ts';
import { type Plan, partsOf, portsOf, urlsOf } from '#local/supervisor/parts.ts';

const STRONG = 'kJ8sT2vXq9LmN4bR7cWz1yHfD6gAp3Eo';

describe('the command line', () => {
  it('has its defaults', () => {
    expect(parseOptions([], '/srv')).toEqual({
      live: false,
      reset: false,
      help: false,
      state: '/srv/.local',
    });
    expect(parseOptions(['--live', '--reset', '--state', 'x'], '/srv')).toEqual({
      live: true,
      reset: true,
      help: false,
      state: '/srv/x',
    });
  });

  it.each([[['--foo']], [['--state']], [['start']], [['--live=1']]])(
    '%j names the flags there are',
    (args) => {
      expect(() => parseOptions(args, '/')).toThrow(/The flags are --live, --state DIR, --reset and --help/);
    },
  );
});

describe('the environment', () => {
  it('may be empty, and so may its variables', () => {
    expect(startConfig({})).toEqual({});
    expect(startConfig({ PORT: '', REDIS_URL: '', ADMIN_API_KEY: '', LOG_LEVEL: '' })).toEqual({});
    expect(startConfig({ PORT: '4000', ADMIN_API_KEY: STRONG, LOG_LEVEL: 'WARN' })).toEqual({
      PORT: 4000,
      ADMIN_API_KEY: STRONG,
      LOG_LEVEL: 'warn',
    });
  });

  it.each([
    [{ PORT: '0' }, /PORT must be a number/],
    [{ PORT: '65532' }, /PORT must be a number/],
    [{ PORT: '3000x' }, /PORT must be a number/],
    [
      { PORT: '5997' },
      /^PORT and the 4 after it include one that browsers and fetch refuse: choose another.$/,
    ],
    [{ REDIS_URL: 'localhost:6379' }, /REDIS_URL must begin with/],
    [{ ADMIN_API_KEY: 'short' }, /ADMIN_API_KEY is too weak: it is shorter than 32 characters. Unset it/],
    [{ ADMIN_API_KEY: `change-me-${STRONG}` }, /placeholder/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be/],
  ])('%j is refused with a sentence', (env, message) => {
    expect(() => startConfig(env)).toThrow(message);
  });

  it('never has a weak key repeated', () => {
    expect(() => startConfig({ ADMIN_API_KEY: 'hunter2' })).not.toThrow(/hunter2/);
    expect(() => startConfig({ ADMIN_API_KEY: 'hunter2' })).toThrow();
  });
});

const plan: Plan = {
  live: false,
  folder: '/state/simulated',
  basePort: 3000,
  redisUrl: undefined,
  keys: { adminApiKey: 'ADMIN', serviceApiKey: 'SERVICE' },
  logLevel: 'info',
};
const envOf = (name: string, changed: Partial<Plan> = {}, inherited: NodeJS.ProcessEnv = {}) =>
  partsOf({ ...plan, ...changed }, inherited).find((part) => part.name === name)?.env;

describe('the parts', () => {
  it('get what they read, and no more', () => {
    expect(envOf('ccxt')).toEqual({
      HOST: '127.0.0.1',
      PORT: '3001',
      LOG_LEVEL: 'info',
      SERVICE_API_KEY: 'SERVICE',
      REGISTRY_PATH: '/state/simulated/registry.sqlite',
      SEED_EXCHANGES: 'binance,kraken,bybit,okx,coinbase',
      EXCHANGE_PROXY_URL: 'http://127.0.0.1:3003/',
      DEFAULT_POLL_INTERVAL_MS: '1000',
    });
    expect(envOf('collector')).toEqual({
      HOST: '127.0.0.1',
      PORT: '3002',
      LOG_LEVEL: 'info',
      SERVICE_API_KEY: 'SERVICE',
      CCXT_SERVICE_URL: 'http://127.0.0.1:3001',
      REDIS_URL: 'redis://127.0.0.1:3004',
      EXCHANGE_PROXY_URL: 'http://127.0.0.1:3003/',
      DEFAULT_POLL_INTERVAL_MS: '1000',
    });
    expect(envOf('gateway')).toEqual({
      PORT: '3000',
      LOG_LEVEL: 'info',
      REDIS_URL: 'redis://127.0.0.1:3004',
      CCXT_SERVICE_URL: 'http://127.0.0.1:3001',
      COLLECTOR_URL: 'http://127.0.0.1:3002',
      RECORDS_PATH: '/state/simulated/records.sqlite',
      ADMIN_API_KEY: 'ADMIN',
      SERVICE_API_KEY: 'SERVICE',
    });
  });

  it('are not reached by what the shell sets under our names', () => {
    const shell = {
      PATH: '/bin',
      REDIS_URL: 'redis://elsewhere',
      ADMIN_API_KEY_SECRET_ARN: 'arn:x',
      HOST: 'me',
    };
    expect(envOf('redis', {}, shell)).toEqual({ PATH: '/bin', PORT: '3004', LOG_LEVEL: 'info' });
  });

  it('with real exchanges have no simulator, and poll less often', () => {
    expect(partsOf({ ...plan, live: true }, {}).map((part) => part.name)).not.toContain('simulator');
    expect(envOf('collector', { live: true })).not.toHaveProperty('EXCHANGE_PROXY_URL');
    expect(envOf('collector', { live: true })).toHaveProperty('DEFAULT_POLL_INTERVAL_MS', '5000');
    expect(envOf('ccxt', { live: true })).not.toHaveProperty('EXCHANGE_PROXY_URL');
    expect(portsOf({ ...plan, live: true })).not.toHaveProperty('simulator');
  });

  it('with a given Redis start none', () => {
    const given = { redisUrl: 'redis://db.test:7000/2' };
    expect(partsOf({ ...plan, ...given }, {}).map((part) => part.name)).not.toContain('redis');
    expect(envOf('collector', given)).toHaveProperty('REDIS_URL', given.redisUrl);
    expect(portsOf({ ...plan, ...given })).not.toHaveProperty('redis');
  });

  it.each([{}, { live: true }, { redisUrl: 'redis://x' }])(
    '%j come in the order of their needs',
    (changed) => {
      const parts = partsOf({ ...plan, ...changed }, {});
      const names = parts.map((part) => part.name);
      for (const part of parts) {
        for (const need of part.needs) expect(names.slice(0, names.indexOf(part.name))).toContain(need);
      }
    },
  );
});

it('says how to go on once it is ready', () => {
  expect(
    banner({
      urls: urlsOf({ ...plan, redisUrl: 'redis://user:pass@db.test:7000' }),
      adminApiKey: 'KEY',
      state: '/state',
    }),
  ).toBe(`ready http://127.0.0.1:3000

  console       http://127.0.0.1:3000
  API           http://127.0.0.1:3000/api/v1/exchanges
  CCXT service  http://127.0.0.1:3001
  collector     http://127.0.0.1:3002
  exchanges     simulated, at http://127.0.0.1:3003
  Redis         redis://db.test:7000
  state         /state
  admin key     KEY

  curl -s http://127.0.0.1:3000/api/v1/exchanges/supported
  curl -s http://127.0.0.1:3000/api/v1/exchanges/workers/status
  curl -s -X POST -H 'X-Admin-Key: KEY' http://127.0.0.1:3000/api/v1/exchanges/add/bitstamp

Ctrl-C ends it all.
`);
});

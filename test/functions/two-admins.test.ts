import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { type CcxtServiceProcess, SERVICE_KEY, startCcxtService } from '../support/ccxt/service-process.ts';
import { ADMIN_KEY, type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Two processes of the real functions on the real CCXT service; no exchange and no collector is there. */
const nowhere = 'http://127.0.0.1:1';
let service: CcxtServiceProcess;
let redis: RedisServer;
let admins: FunctionHost[];
beforeAll(async () => {
  const folder = temporaryFolder();
  redis = await startRedisServer();
  service = await startCcxtService({
    [ENV.registryPath]: join(folder, 'registry.sqlite'),
    [ENV.seedExchanges]: 'binance,kraken',
    [ENV.exchangeProxyUrl]: `${nowhere}/`,
  });
  const urls = { redis: redis.url, ccxt: service.url, collector: nowhere };
  const keys = { admin: ADMIN_KEY, service: SERVICE_KEY };
  admins = [1, 2].map(() =>
    startFunctionHost(urls, keys, { [ENV.recordsPath]: join(folder, 'records.sqlite') }),
  );
});
afterAll(async () => {
  await Promise.all(admins.map((admin) => admin.stop()));
  await Promise.all([service.end(), redis.stop()]);
});

const config = async () => (await service.admin('GET', '/config')).json;
const blacklist = (admin: number, exchange: string, headers: Record<string, string> = {}) =>
  admins[admin]?.http('blacklist-exchange', { exchange, headers });

describe('two admins at once', () => {
  it('both get through without If-Match, and neither change is lost', async () => {
    for (const [one, other] of [
      ['okx', 'bybit'],
      ['bitstamp', 'coinbase'],
      ['gemini', 'bitget'],
    ] as const) {
      const { version } = await config();
      const replies = await Promise.all([blacklist(0, one), blacklist(1, other)]);
      expect(replies.map((reply) => reply?.status)).toEqual([200, 200]);
      const after = await config();
      expect(after.config.blacklistedExchanges).toEqual(expect.arrayContaining([one, other]));
      expect(after.version).toBe(version + 2);
    }
  });

  it('with If-Match one is told that the other was first, and changes nothing', async () => {
    const { version } = await config();
    const headers = { 'if-match': `"${version}"` };
    const replies = await Promise.all([
      blacklist(0, 'binance', headers),
      admins[1]?.http('unblacklist-exchange', { exchange: 'okx', headers }),
    ]);
    expect(replies.map((reply) => reply?.status).toSorted()).toEqual([200, 412]);
    const lost = replies.find((reply) => reply?.status === 412);
    expect(lost?.body).toMatchObject({ code: 'PRECONDITION_FAILED', retryable: false });
    const after = await config();
    expect(after.version).toBe(version + 1);
    const { blacklistedExchanges } = after.config;
    expect(blacklistedExchanges.includes('binance') === blacklistedExchanges.includes('okx')).toBe(true);
  });

  it('leave a record each, with the versions before and after', async () => {
    const { body } = (await admins[0]?.http('get-audit', { query: { limit: '8' } })) ?? {};
    const { version } = await config();
    const codes = body.records.map((record: { outcome: { code: string } }) => record.outcome.code);
    expect(codes.slice(0, 2).toSorted()).toEqual(['OK', 'PRECONDITION_FAILED']);
    expect(body.records).toContainEqual(
      expect.objectContaining({ registryVersion: { before: version - 1, after: version } }),
    );
    expect(body.records).toContainEqual(
      expect.objectContaining({
        registryVersion: { before: expect.any(Number), after: null },
        outcome: expect.objectContaining({ status: 412 }),
      }),
    );
  });
});

describe('the end of a timed blacklisting', () => {
  it('is recorded as what the schedule did, for its exchange', async () => {
    await admins[0]?.http('blacklist-exchange', { exchange: 'kraken', body: { ttlSeconds: 1 } });
    const event = { source: 'exchange.schedule', action: 'sweep-blacklist' };
    admins[1]?.advance(5_000);
    expect(await admins[1]?.send('sweep-blacklist', event)).toEqual({ removed: ['kraken'] });
    const { version } = await config();
    const { body } = (await admins[0]?.http('get-audit', { query: { limit: '1' } })) ?? {};
    expect(body.records).toMatchObject([
      {
        source: 'schedule',
        key: null,
        action: 'sweep-blacklist',
        exchange: 'kraken',
        registryVersion: { before: version - 1, after: version },
        outcome: { changed: true },
      },
    ]);
    expect(await admins[1]?.send('sweep-blacklist', event)).toEqual({ removed: [] });
    const again = await admins[0]?.http('get-audit');
    const actions = again?.body.records.map(({ action }: { action: string }) => action);
    expect(actions.filter((action: string) => action === 'sweep-blacklist')).toHaveLength(1);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { missingCapabilities } from '#services/common/exchange/capability.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import {
  type CcxtServiceProcess,
  runToItsEnd,
  SERVICE_KEY,
  startCcxtService,
} from '../../support/ccxt/service-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const services: CcxtServiceProcess[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.end()));
});
async function start(path: string, seeds = 'binance,kraken'): Promise<CcxtServiceProcess> {
  // nobody listens there: these tests ask no exchange
  const env = { REGISTRY_PATH: path, SEED_EXCHANGES: seeds, EXCHANGE_PROXY_URL: 'http://127.0.0.1:9/' };
  const service = await startCcxtService(env);
  services.push(service);
  return service;
}
const newPath = () => join(temporaryFolder(), 'new', 'registry.db');
const config = async (service: CcxtServiceProcess) => (await service.admin('GET', '/config')).json;
const FIT = [...readCatalog().values()]
  .filter((entry) => missingCapabilities(entry).length === 0)
  .map(({ id }) => id);

describe('two instances on one registry', () => {
  it('make it once when they boot at once, with the seeds of the first', async () => {
    const path = newPath();
    const both = await Promise.all([start(path), start(path)]);
    const [a, b] = await Promise.all(both.map(config));
    expect(a).toEqual({ ...b, timestamp: expect.any(String) });
    expect(a.activeExchanges).toEqual(['binance', 'kraken']);
    const later = await start(path, 'bybit');
    expect((await config(later)).activeExchanges).toEqual(['binance', 'kraken']);
  });

  it('never answer older than what either has acknowledged, and lose no change', async () => {
    const path = newPath();
    const [a, b] = await Promise.all([start(path), start(path)]);
    const { version: first } = await config(a);
    let acknowledged = 0;
    const change = async (writer: CcxtServiceProcess, reader: CcxtServiceProcess, ids: string[]) => {
      for (const id of ids) {
        const { status, json } = await writer.admin('POST', `/blacklist/${id}`);
        expect(status).toBe(200);
        acknowledged = Math.max(acknowledged, json.version);
        const least = acknowledged;
        const seen = await config(reader);
        expect(seen.version).toBeGreaterThanOrEqual(least);
        expect(seen.config.blacklistedExchanges).toContain(id);
      }
    };
    await Promise.all([change(a, b, FIT.slice(0, 25)), change(b, a, FIT.slice(25, 50))]);
    const end = await config(a);
    expect(end.config.blacklistedExchanges).toEqual(FIT.slice(0, 50).sort());
    expect(end.version).toBe(first + 50);
  });

  it('let one of two changes on top of the same version through', async () => {
    const path = newPath();
    const [a, b] = await Promise.all([start(path), start(path)]);
    for (const id of FIT.slice(0, 10)) {
      const { version } = await config(a);
      const replies = await Promise.all(
        [a, b].map((one) =>
          one.admin('POST', `/blacklist/${id}`, { reason: String(one.pid) }, { 'if-match': `"${version}"` }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
    }
  });
});

describe('kill -9 among changes', () => {
  it('loses nothing that was acknowledged', async () => {
    const path = newPath();
    const service = await start(path);
    const { version: first } = await config(service);
    const acknowledged: string[] = [];
    const changes = FIT.slice(0, 60).map(async (id) => {
      const { status } = await service.admin('POST', `/blacklist/${id}`);
      if (status === 200) acknowledged.push(id);
      if (acknowledged.length === 10) await service.end('SIGKILL');
    });
    await Promise.allSettled(changes);
    expect(acknowledged.length).toBeGreaterThanOrEqual(10);
    const { config: kept, version } = await config(await start(path));
    expect(kept.blacklistedExchanges).toEqual(expect.arrayContaining(acknowledged));
    expect(version).toBe(first + kept.blacklistedExchanges.length);
  });
});

describe('what must not come up', () => {
  it('a registry that is none: a sentence, a code, and the file as it was', async () => {
    const path = join(temporaryFolder(), 'registry.db');
    writeFileSync(path, 'precious, but no database\n'.repeat(100));
    const before = readFileSync(path);
    const { code, output } = await runToItsEnd({ REGISTRY_PATH: path, SERVICE_API_KEY: SERVICE_KEY });
    expect(code).toBe(78);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toMatch(
      /cannot be read \(file is not a database\)\. Nothing was changed\. Restore the file/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ['no registry path', {}, 'REGISTRY_PATH'],
    [
      'a seed that ccxt does not know',
      { SEED_EXCHANGES: 'binance,ftx' },
      'SEED_EXCHANGES rightly: ccxt knows no "ftx"',
    ],
    ['a port that is none', { PORT: '70000' }, 'PORT'],
    ['a proxy without its slash', { EXCHANGE_PROXY_URL: 'http://127.0.0.1:1' }, 'EXCHANGE_PROXY_URL'],
  ])('%s', async (_name, env, sentence) => {
    const path = join(temporaryFolder(), 'registry.db');
    const { code, output } = await runToItsEnd({
      ...(Object.keys(env).length > 0 && { REGISTRY_PATH: path }),
      ...env,
    });
    expect([code, output.trim().split('\n').length]).toEqual([78, 1]);
    expect(output).toContain(sentence);
  });
});

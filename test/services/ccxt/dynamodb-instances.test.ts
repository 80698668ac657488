import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CcxtServiceProcess,
  runToItsEnd,
  SERVICE_KEY,
  startCcxtService,
} from '../../support/ccxt/service-process.ts';
import { type DynamoDb, dynamoDbEnvironment, startDynamoDb, startLine } from '../../support/dynamodb.ts';

let database: DynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

const services: CcxtServiceProcess[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.end()));
});
/** The real service on `table`; nobody listens where its exchanges should be. */
async function start(table: string, url = database.url): Promise<CcxtServiceProcess> {
  const service = await startCcxtService({
    ...dynamoDbEnvironment(url),
    REGISTRY_TABLE: table,
    SEED_EXCHANGES: 'binance,kraken',
    EXCHANGE_PROXY_URL: 'http://127.0.0.1:9/',
  });
  services.push(service);
  return service;
}
const config = async (service: CcxtServiceProcess) => (await service.admin('GET', '/config')).json;
const IDS = ['bybit', 'okx', 'bitstamp', 'coinbase', 'gemini', 'kucoin', 'gate', 'mexc'];

describe('two processes on one DynamoDB table', () => {
  it('make the registry once, never answer older than what either acknowledged, and lose no change', async () => {
    const table = await database.newTable();
    const both = await Promise.all([start(table), start(table)]);
    const [a, b] = both as [CcxtServiceProcess, CcxtServiceProcess];
    const { activeExchanges, version: first } = await config(a);
    expect(activeExchanges).toEqual(['binance', 'kraken']);

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
    await Promise.all([change(a, b, IDS.slice(0, 4)), change(b, a, IDS.slice(4))]);
    expect(await config(a)).toMatchObject({
      version: first + IDS.length,
      config: { blacklistedExchanges: IDS.toSorted() },
    });
    expect((await a.get('/health')).json).toMatchObject({
      status: 'healthy',
      registry_version: first + IDS.length,
    });
  });

  it('one that is cut off from the table answers 503, nothing older, and goes on when it is back', async () => {
    const table = await database.newTable();
    let cutOff = false;
    const line = await startLine(database.url, () => (cutOff ? 'lose-request' : 'pass'));
    const [a, b] = (await Promise.all([start(table), start(table, line.url)])) as [
      CcxtServiceProcess,
      CcxtServiceProcess,
    ];
    const { version: first } = await config(a);
    try {
      cutOff = true;
      expect((await a.admin('POST', '/blacklist/kraken')).status).toBe(200);
      const refused = await Promise.all([
        b.admin('GET', '/config'),
        b.admin('POST', '/blacklist/binance'),
        b.get('/health'),
      ]);
      expect(refused.map(({ status }) => status)).toEqual([503, 503, 503]);
      cutOff = false;
      expect(await config(b)).toMatchObject({ version: first + 1, activeExchanges: ['binance'] });
      expect((await b.admin('POST', '/blacklist/binance', {}, { 'if-match': `"${first}"` })).status).toBe(
        412,
      );
    } finally {
      await line.stop();
    }
  });

  it('say 503 when a change was never sent, and 504 when its answer was lost', async () => {
    const table = await database.newTable();
    const fates: ('pass' | 'lose-request')[] = [];
    const line = await startLine(database.url, (operation) =>
      operation === 'PutItem' ? (fates.shift() ?? 'pass') : 'pass',
    );
    const service = await start(table, line.url);
    fates.push('lose-request', 'lose-request', 'lose-request');
    const lost = await service.admin('POST', '/blacklist/kraken');
    expect([lost.status, lost.json.code]).toEqual([504, 'OUTCOME_UNKNOWN']);
    await line.stop();
    const refused = await service.admin('POST', '/blacklist/kraken');
    expect([refused.status, refused.json.code]).toEqual([503, 'REGISTRY_UNAVAILABLE']);
  });
});

describe('what must not come up', () => {
  it.each([
    ['both a table and a file', { REGISTRY_TABLE: 'registry', REGISTRY_PATH: '/tmp/registry.db' }],
    ['neither', {}],
  ])('%s', async (_, env) => {
    const { code, output } = await runToItsEnd({ SERVICE_API_KEY: SERVICE_KEY, ...env });
    expect([code, output.trim().split('\n').length]).toEqual([78, 1]);
    expect(output).toMatch(/REGISTRY_TABLE.*REGISTRY_PATH.*exactly one/);
  });

  it('a table that is not there', async () => {
    const env = { ...dynamoDbEnvironment(database.url), SERVICE_API_KEY: SERVICE_KEY };
    const { code, output } = await runToItsEnd({ ...env, REGISTRY_TABLE: 'nosuch' });
    expect([code, output.trim().split('\n').length]).toEqual([78, 1]);
    expect(output).toMatch(/table nosuch cannot be used \(ResourceNotFoundException\)/);
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { firstDocument } from '#services/ccxt/registry/decisions.ts';
import type { RegistryDocument } from '#services/ccxt/registry/document.ts';
import { mayHaveBeenMade } from '#services/ccxt/registry/dynamodb-errors.ts';
import { openDynamoDbStore } from '#services/ccxt/registry/dynamodb-store.ts';
import {
  RegistryOutcomeUnknownError,
  type RegistryStore,
  RegistryUnavailableError,
  RegistryUnreadableError,
} from '#services/ccxt/registry/store.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { registryStoreContract } from '../../../contract/registry-store.contract.ts';
import { tokenlessStore } from '../../../support/ccxt/tokenless-store.ts';
import {
  type DynamoDb,
  dynamoDbEnvironment,
  type Fate,
  startDynamoDb,
  startLine,
} from '../../../support/dynamodb.ts';
import { silentServer } from '../../../support/silent-server.ts';

let database: DynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

const opened: RegistryStore[] = [];
const lines: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const line of lines.splice(0)) await line.stop();
  for (const name of Object.keys(dynamoDbEnvironment(''))) delete process.env[name];
});
/** A store on `table` by way of `url`; the SDK reads the environment at its first request. */
function open(table: string, url = database.url, openStore = openDynamoDbStore): RegistryStore {
  Object.assign(process.env, dynamoDbEnvironment(url));
  const store = openStore(table);
  opened.push(store);
  return store;
}

registryStoreContract('DynamoDB', async () => {
  const table = await database.newTable();
  return { open: () => open(table) };
});

const FIRST = firstDocument(['kraken'], 'one');
const SECOND = { ...FIRST, catalogDigest: 'two' };

/** A table at version 1, and a store on it whose puts meet these fates, one after the other, then pass. */
async function given(fates: Fate[], { meanwhile, openStore }: Given = {}) {
  const table = await database.newTable();
  const direct = open(table);
  await direct.compareAndSet(0, FIRST);
  let puts = 0;
  const line = await startLine(database.url, async (operation) => {
    if (operation !== 'PutItem') return 'pass';
    const fate = fates[puts] ?? 'pass';
    puts += 1;
    if (puts === 2) await meanwhile?.(direct);
    return fate;
  });
  lines.push(line);
  return { store: open(table, line.url, openStore), direct, puts: () => puts };
}
interface Given {
  /** What others do before the second attempt arrives. */
  meanwhile?: (direct: RegistryStore) => Promise<unknown>;
  openStore?: typeof openDynamoDbStore;
}

describe('a write whose answer is lost', () => {
  it('is known by its token when it was made', async () => {
    const { store, direct, puts } = await given(['lose-answer']);
    expect(await store.compareAndSet(1, SECOND)).toBe('ok');
    expect(puts()).toBe(2);
    expect(await direct.read()).toEqual({ version: 2, document: SECOND });
  });

  it('control: without a token it is called a conflict, though it was made', async () => {
    const { store, direct } = await given(['lose-answer'], { openStore: tokenlessStore });
    expect(await store.compareAndSet(1, SECOND)).toBe('conflict');
    expect(await direct.read()).toEqual({ version: 2, document: SECOND });
  });

  it.each(['lose-request', 'refuse'] as const)(
    'is made by another attempt when it was not (%s)',
    async (fate) => {
      const { store, direct } = await given([fate]);
      expect(await store.compareAndSet(1, SECOND)).toBe('ok');
      expect((await direct.read())?.version).toBe(2);
    },
  );

  it('is a conflict when another writer made that version', async () => {
    const { store, direct } = await given(['lose-request'], {
      meanwhile: (other) => other.compareAndSet(1, { ...FIRST, catalogDigest: 'other' }),
    });
    expect(await store.compareAndSet(1, SECOND)).toBe('conflict');
    expect((await direct.read())?.document.catalogDigest).toBe('other');
  });

  it('has an unknown outcome when others have built on whatever became of it', async () => {
    const { store } = await given(['lose-answer'], { meanwhile: (other) => other.compareAndSet(2, FIRST) });
    await expect(store.compareAndSet(1, SECOND)).rejects.toThrow(RegistryOutcomeUnknownError);
  });

  it('has an unknown outcome when no attempt was answered, and nothing tells that it will not be made', async () => {
    const { store, direct } = await given(['lose-request', 'lose-request']);
    await expect(store.compareAndSet(1, SECOND)).rejects.toThrow(RegistryOutcomeUnknownError);
    expect((await direct.read())?.version).toBe(1);
  });

  it('is made when the last of all answers is lost too', async () => {
    const { store } = await given(['lose-request', 'lose-answer']);
    expect(await store.compareAndSet(1, SECOND)).toBe('ok');
  });
});

describe('a table that cannot be used', () => {
  const requests = (store: RegistryStore) => [
    () => store.read(),
    () => store.readResults(),
    () => store.deleteResult('kraken'),
  ];

  it('refused: unavailable at once', async () => {
    const store = open('registry', 'http://127.0.0.1:1');
    const start = performance.now();
    for (const request of requests(store)) await expect(request()).rejects.toThrow(RegistryUnavailableError);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it.each([
    ['a connection that was refused', { code: 'ECONNREFUSED' }, false],
    ['a name that is not known', { code: 'ENOTFOUND' }, false],
    ['a connection that broke', { code: 'ECONNRESET' }, true],
    ['time that ran out', { name: 'TimeoutError', code: 'ETIMEDOUT' }, true],
    ['no credentials', { name: 'CredentialsProviderError' }, false],
  ])('%s: whether a write may have been made', (_, error, expected) => {
    expect(mayHaveBeenMade(Object.assign(new Error('failed'), error))).toBe(expected);
  });

  it('silent: bounded in time; of a write that was sent the outcome is unknown', async () => {
    const silent = await silentServer();
    lines.push({ stop: silent.close });
    const store = open('registry', silent.url.replace('redis', 'http'));
    const start = performance.now();
    const [read, write] = await Promise.allSettled([store.read(), store.compareAndSet(1, FIRST)]);
    expect(read).toMatchObject({ reason: expect.any(RegistryUnavailableError) });
    expect(write).toMatchObject({ reason: expect.any(RegistryOutcomeUnknownError) });
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  it('missing: a sentence that says what to see to', async () => {
    const store = open('no-such-table');
    for (const request of [...requests(store), () => store.compareAndSet(1, FIRST)]) {
      await expect(request()).rejects.toThrow(
        /no-such-table cannot be used \(ResourceNotFoundException\).*REGISTRY_TABLE/,
      );
    }
  });
});

describe('what lies in the table', () => {
  it('an item that is no registry is refused with what to do', async () => {
    const table = await database.newTable();
    const store = open(table);
    await store.compareAndSet(0, { configured: 'all' } as unknown as RegistryDocument);
    await expect(store.read()).rejects.toThrow(RegistryUnreadableError);
    await expect(store.read()).rejects.toThrow(/is no registry .*Nothing was changed\. Restore the table/);
  });

  it('every exchange, with all that operators may say of it, fits one item', async () => {
    const ids = [...readCatalog().keys()];
    const symbols = Array.from({ length: 20 }, (_, n) => `${'X'.repeat(60)}${n}`);
    const document: RegistryDocument = {
      configured: ids.map((exchange) => ({ exchange, settings: { pollIntervalMs: 3_600_000, symbols } })),
      blacklist: ids.map((exchange) => ({
        exchange,
        reason: '💥'.repeat(250),
        by: 'x'.repeat(64),
        at: '2026-01-01T00:00:00.000Z',
        expiresAt: '2026-01-01T00:00:00.000Z',
      })),
      paused: ids.map((exchange) => ({
        exchange,
        reason: '💥'.repeat(250),
        by: 'x'.repeat(64),
        at: '2026-01-01T00:00:00.000Z',
      })),
      catalogDigest: 'x'.repeat(43),
    };
    const store = open(await database.newTable());
    expect(await store.compareAndSet(0, document)).toBe('ok');
    expect(await store.read()).toEqual({ version: 1, document });
  });

  it('more results than one page of a scan', async () => {
    const store = open(await database.newTable());
    const random = () => randomBytes(240_000).toString('base64');
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const exchange of ids) {
      const health = { status: 'failed', latencyMs: 0, message: random() } as const;
      await store.writeResult({ exchange, health, checkedAt: '2026-01-01T00:00:00.000Z' });
    }
    expect((await store.readResults()).map(({ exchange }) => exchange)).toEqual(ids);
  });
});

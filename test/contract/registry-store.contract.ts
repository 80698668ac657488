import { describe, expect, it } from '@jest/globals';
import { add, blacklist, firstDocument } from '#services/ccxt/registry/decisions.ts';
import { registryOn } from '#services/ccxt/registry/registry.ts';
import type { ExchangeResult, RegistryStore } from '#services/ccxt/registry/store.ts';

const SEEDED = firstDocument(['kraken', 'binance'], 'catalog-1');
const RESULT: ExchangeResult = {
  exchange: 'kraken',
  health: { status: 'passed', latencyMs: 12, method: 'fetchTime' },
  checkedAt: '2026-01-01T00:00:00.000Z',
};

/** Two instances that each add exchanges, at once, to one registry; true when every one of them is in it. */
export async function losesNoUpdate(a: RegistryStore, b: RegistryStore): Promise<boolean> {
  await a.compareAndSet(0, SEEDED);
  const adding = [a, b].map(async (store, n) => {
    const registry = registryOn(store);
    for (let i = 0; i < 20; i++) await registry.change((document) => add(document, `exchange-${n}-${i}`, {}));
  });
  await Promise.all(adding);
  const { version, document } = await registryOn(b).read();
  return document.configured.length === 42 && version === 41;
}

/** Whether instance B, after A's acknowledgement, ever answers an older version. */
export async function neverOlder(a: RegistryStore, b: RegistryStore): Promise<boolean> {
  await a.compareAndSet(0, SEEDED);
  const [writer, reader] = [registryOn(a), registryOn(b)];
  for (let i = 0; i < 50; i++) {
    const entry = { exchange: 'kraken', by: null, at: '', expiresAt: null, reason: `reason ${i}` };
    const acknowledged = await writer.change((document) => blacklist(document, entry));
    const seen = await reader.read();
    if (seen.version < acknowledged.version || seen.document.blacklist[0]?.reason !== entry.reason)
      return false;
  }
  return true;
}

/** A store of one test; `open` opens another instance on it. */
interface NewStore {
  open: () => RegistryStore;
}

/** What every RegistryStore must do. */
export function registryStoreContract(name: string, newStore: () => NewStore | Promise<NewStore>): void {
  describe(`${name} as a RegistryStore`, () => {
    it('has no document before the first one is made, and makes it once', async () => {
      const { open } = await newStore();
      const [a, b] = [open(), open()];
      expect(await a.read()).toBeUndefined();
      expect(await a.compareAndSet(0, SEEDED)).toBe('ok');
      expect(await b.compareAndSet(0, firstDocument([], ''), 9)).toBe('conflict');
      expect(await b.read()).toEqual({ version: 1, document: SEEDED });
    });

    it('refuses every version but the current one, and changes nothing then', async () => {
      const { open } = await newStore();
      const store = open();
      await store.compareAndSet(0, SEEDED);
      expect(await store.compareAndSet(1, { ...SEEDED, catalogDigest: 'two' })).toBe('ok');
      for (const wrong of [0, 1, 3]) expect(await store.compareAndSet(wrong, SEEDED)).toBe('conflict');
      expect(await store.read()).toEqual({ version: 2, document: { ...SEEDED, catalogDigest: 'two' } });
    });

    it('lets exactly one of several writers of a version through', async () => {
      const { open } = await newStore();
      const stores = [open(), open(), open()];
      await stores[0]?.compareAndSet(0, SEEDED);
      const outcomes = await Promise.all(stores.map((store) => store.compareAndSet(1, SEEDED)));
      expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'ok']);
    });

    it('gives a document back as it was', async () => {
      const { open } = await newStore();
      const reason = 'it\'s "down"\\ – ünïcode \u{1f4a5}; DROP TABLE registry';
      const entry = {
        exchange: 'kraken',
        reason,
        by: 'ops',
        at: '2026-01-01T00:00:00.000Z',
        expiresAt: null,
      };
      const settings = { pollIntervalMs: 2_000, symbols: ['BTC/USDT:USDT'] };
      const document = { ...SEEDED, configured: [{ exchange: 'binance', settings }], blacklist: [entry] };
      await open().compareAndSet(0, document);
      expect((await open().read())?.document).toEqual(document);
    });

    it('keeps results beside the document, one per exchange, the last one', async () => {
      const { open } = await newStore();
      const [a, b] = [open(), open()];
      await a.compareAndSet(0, SEEDED);
      await a.writeResult(RESULT);
      await b.writeResult({ ...RESULT, exchange: 'binance' });
      await b.writeResult({ ...RESULT, checkedAt: '2026-01-02T00:00:00.000Z' });
      expect(
        (await a.readResults()).map(({ exchange, checkedAt }) => [exchange, checkedAt.slice(0, 10)]),
      ).toEqual([
        ['binance', '2026-01-01'],
        ['kraken', '2026-01-02'],
      ]);
      expect(await a.readResult('kraken')).toEqual({ ...RESULT, checkedAt: '2026-01-02T00:00:00.000Z' });
      await a.deleteResult('kraken');
      expect(await b.readResult('kraken')).toBeUndefined();
      expect((await b.readResults()).map(({ exchange }) => exchange)).toEqual(['binance']);
      expect((await b.read())?.version).toBe(1);
    });

    it('loses no update of two instances', async () => {
      const { open } = await newStore();
      expect(await losesNoUpdate(open(), open())).toBe(true);
    });

    it('shows one instance what another has acknowledged', async () => {
      const { open } = await newStore();
      expect(await neverOlder(open(), open())).toBe(true);
    });
  });
}

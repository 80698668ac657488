import { describe } from '@jest/globals';
import { cacheStoreContract } from '../contract/cache-store.contract.ts';
import { FakeCacheStore } from '../support/fake-cache-store.ts';

describe('FakeCacheStore', () => {
  cacheStoreContract(async () => {
    const store = new FakeCacheStore();
    return { store, advance: async (ms) => store.advance(ms) };
  });
});

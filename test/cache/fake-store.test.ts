import { describe } from '@jest/globals';
import { cacheStoreContract } from '../contract/cache-store.contract.ts';
import { FakeCacheStore } from '../support/fake-cache-store.ts';

describe('FakeCacheStore', () => {
  cacheStoreContract(async () => {
    let now = 0;
    const advance = async (ms: number) => {
      now += ms;
    };
    return { store: new FakeCacheStore(() => now), advance };
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  losesNoUpdate,
  neverOlder,
  registryStoreContract,
} from '../../../contract/registry-store.contract.ts';
import { forgetfulStore, rememberingStore } from '../../../support/ccxt/broken-registry-stores.ts';
import { fakeRegistry } from '../../../support/ccxt/fake-registry-store.ts';

registryStoreContract('the fake', fakeRegistry);

describe('the contract catches', () => {
  it('a store that writes whatever the version', async () => {
    const { open } = fakeRegistry();
    expect(await losesNoUpdate(forgetfulStore(open()), forgetfulStore(open()))).toBe(false);
  });

  it('a store that remembers what it read', async () => {
    const { open } = fakeRegistry();
    expect(await neverOlder(open(), rememberingStore(open()))).toBe(false);
  });
});

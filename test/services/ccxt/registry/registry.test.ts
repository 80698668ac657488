import { expect, it } from '@jest/globals';
import { add } from '#services/ccxt/registry/decisions.ts';
import { prepareRegistry } from '#services/ccxt/registry/registry.ts';
import { fakeRegistry } from '../../../support/ccxt/fake-registry-store.ts';

const DAY_S = 24 * 3_600;
const begin = (atS: number) =>
  prepareRegistry(fakeRegistry().open(), { seeds: ['kraken'], catalogDigest: '', now: () => atS * 1_000 });

it('a registry that was lost and begun anew is newer than all that is known of the lost one', async () => {
  const lost = await begin(1_000_000);
  for (const id of ['okx', 'bybit', 'gate']) await lost.change((document) => add(document, id, {}));
  const anew = await begin(1_000_000 + DAY_S);
  expect((await anew.read()).version).toBeGreaterThan((await lost.read()).version);
});

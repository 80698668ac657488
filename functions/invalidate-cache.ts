import { invalidateCache, invalidateCacheInput, job } from '#lib/entry/admin.ts';

export const handler = job({
  job: 'invalidate-cache',
  schema: invalidateCacheInput,
  run: ({ ccxt, cache }, input) =>
    invalidateCache(
      { registryVersion: async (signal) => (await ccxt.config({ signal })).version, cache },
      input,
    ),
});

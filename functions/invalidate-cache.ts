import { invalidateCache, invalidateCacheInput, job, newestVersion } from '#lib/entry/admin.ts';

export const handler = job({
  job: 'invalidate-cache',
  schema: invalidateCacheInput,
  run: (app, input) => invalidateCache(app, input),
  runStream: (app, event) => invalidateCache(app, { version: newestVersion(event) }),
});

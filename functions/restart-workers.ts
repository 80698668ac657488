import { endpoint, restartWorkers, restartWorkersBody } from '#lib/entry/admin.ts';

export const handler = endpoint({
  route: 'restart-workers',
  schema: restartWorkersBody,
  run: restartWorkers,
});

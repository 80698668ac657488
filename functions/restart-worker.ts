import { endpoint, restartWorker } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'restart-worker', run: restartWorker });

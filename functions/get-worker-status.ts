import { endpoint, getWorkerStatus } from '#lib/entry/read.ts';

export const handler = endpoint({ route: 'get-worker-status', run: getWorkerStatus });

import { endpoint, getWorker } from '#lib/entry/read.ts';

export const handler = endpoint({ route: 'get-worker', run: getWorker });

import { endpoint, pauseBody, pauseWorker } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'pause-worker', schema: pauseBody, run: pauseWorker });

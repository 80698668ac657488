import { endpoint, getConfig } from '#lib/entry/read.ts';

export const handler = endpoint({ route: 'get-config', run: getConfig });

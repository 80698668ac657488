import { endpoint, getSupported } from '#lib/entry/read.ts';

export const handler = endpoint({ route: 'get-supported', run: getSupported });

import { endpoint, refreshBody, refreshExchanges } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'refresh-exchanges', schema: refreshBody, run: refreshExchanges });

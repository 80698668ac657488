import { endpoint, unblacklistExchange } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'unblacklist-exchange', run: unblacklistExchange });

import { addBody, addExchange, endpoint } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'add-exchange', schema: addBody, run: addExchange });

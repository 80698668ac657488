import { endpoint, getAudit } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'get-audit', run: getAudit });

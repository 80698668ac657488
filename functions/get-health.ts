import { getHealth, healthEndpoint } from '#lib/entry/admin.ts';

export const handler = healthEndpoint({ route: 'get-health', run: getHealth });

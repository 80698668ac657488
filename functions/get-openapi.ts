import { endpoint, getOpenapi } from '#lib/entry/read.ts';
import document from '../docs/openapi.json' with { type: 'json' };

export const handler = endpoint({ route: 'get-openapi', run: getOpenapi(document) });

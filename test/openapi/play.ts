import { ROUTES } from '#lib/routes.ts';
import type { Endpoints } from '#local/state/endpoints.ts';
import { EXCHANGES } from './scenario/exchanges.ts';
import { READS } from './scenario/reads.ts';
import type { Step } from './scenario/step.ts';
import { WORKERS } from './scenario/workers.ts';

/** Every documented call, in an order in which a fresh system answers each as documented. */
export const SCENARIO: readonly Step[] = [...READS, ...EXCHANGES, ...WORKERS];

export interface Played {
  status: number;
  headers: Headers;
  /** Undefined when there was none. */
  body: unknown;
}

/** Makes the calls of a scenario one after the other; each takes from earlier answers what it needs of them. */
export function player({ gatewayUrl, adminApiKey }: Pick<Endpoints, 'gatewayUrl' | 'adminApiKey'>) {
  const seen: Record<string, string> = {};
  const filled = (values: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value.replace(/\{(\w+)\}/, (_, what) => seen[what] ?? ''),
      ]),
    );

  return async (step: Step): Promise<Played> => {
    const { method, path } = ROUTES[step.operation];
    const query = new URLSearchParams(filled(step.query));
    const content = step.text ?? (step.body === undefined ? undefined : JSON.stringify(step.body));
    const address = path.replace('{exchange}', encodeURIComponent(step.exchange ?? ''));
    const response = await fetch(`${gatewayUrl}${address}${query.size > 0 ? `?${query}` : ''}`, {
      method,
      headers: {
        ...(step.withoutKey ? {} : { 'X-Admin-Key': adminApiKey }),
        ...(content === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...filled(step.headers),
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    const body = text === '' ? undefined : JSON.parse(text);
    if (body?.version) seen.version = String(body.version);
    if (body?.nextCursor) seen.cursor = body.nextCursor;
    seen.etag = response.headers.get('etag') ?? '';
    return { status: response.status, headers: response.headers, body };
  };
}

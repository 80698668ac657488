import type { Endpoints } from '#local/state/endpoints.ts';

/** A call to the public API of a running system. */
export interface ApiCall {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

export interface ApiReply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of it
  body: any;
  tookMs: number;
}

/** Calls the API as an operator does: with the admin key unless a test gives headers of its own. */
export function apiClient({ gatewayUrl, adminApiKey }: Pick<Endpoints, 'gatewayUrl' | 'adminApiKey'>) {
  return async ({ method = 'GET', path, body, headers }: ApiCall): Promise<ApiReply> => {
    const startedAt = performance.now();
    const response = await fetch(`${gatewayUrl}/api/v1/exchanges${path}`, {
      method,
      headers: {
        'x-admin-key': adminApiKey,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
      tookMs: performance.now() - startedAt,
    };
  };
}

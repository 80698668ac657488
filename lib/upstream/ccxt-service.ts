import * as v from 'valibot';
import { AppError } from '../errors.ts';
import type { CcxtService, ChangeOptions } from '../ports.ts';
import {
  configReply,
  type MutationReply,
  mutationReply,
  refreshReply,
  validateReply,
} from '../schemas/ccxt-service.ts';
import { faultError, refusalError } from './ccxt-refusal.ts';
import type { HttpClient, HttpReply, HttpRequest } from './http-client.ts';

const BASE = '/api/admin/exchanges';

/** The CCXT service over HTTP; it may be ours or one of the older shape. `serviceKey` is fetched per call. */
export function ccxtServiceClient(http: HttpClient, serviceKey: () => Promise<string>): CcxtService {
  async function call(kind: 'read' | 'change', request: HttpRequest): Promise<HttpReply> {
    const headers = { ...request.headers, 'x-api-key': await serviceKey() };
    try {
      return await http({ ...request, headers });
    } catch (error) {
      throw faultError(error, kind);
    }
  }

  async function send(
    method: 'POST' | 'DELETE',
    path: string,
    body: unknown,
    { ifMatch, signal }: ChangeOptions,
  ): Promise<HttpReply> {
    const headers: Record<string, string> = ifMatch ? { 'if-match': ifMatch } : {};
    return call('change', { method, path, body, headers, signal });
  }

  async function change<S extends v.GenericSchema>(
    schema: S,
    ...request: Parameters<typeof send>
  ): Promise<v.InferOutput<S>> {
    return parsed(schema, await send(...request));
  }

  async function decidePause(
    action: 'pause' | 'resume',
    exchange: string,
    entry: object,
    options: ChangeOptions,
  ): Promise<MutationReply> {
    const body = { ...entry, by: options.by };
    const reply = await send('POST', `${BASE}/${action}/${segment(exchange)}`, body, options);
    if (reply.status !== 404 && reply.status !== 405) return parsed(mutationReply, reply);
    throw new AppError('PAUSE_UNSUPPORTED', 'Blacklist the exchange for a while instead.');
  }

  return {
    async config({ signal }) {
      return parsed(configReply, await call('read', { method: 'GET', path: `${BASE}/config`, signal }));
    },
    async validate(exchange, settings, { signal }) {
      const path = `${BASE}/validate/${segment(exchange)}`;
      const reply = await call('read', { method: 'POST', path, body: settings, signal });
      return reply.status === 404 || reply.status === 405 ? undefined : parsed(validateReply, reply);
    },
    async connectivity(exchange, { signal }) {
      const path = `${BASE}/connectivity/${segment(exchange)}`;
      const reply = await call('read', { method: 'GET', path, signal });
      return reply.status === 404 || reply.status === 405 ? undefined : parsed(validateReply, reply);
    },
    add: (exchange, settings, options) =>
      change(
        mutationReply,
        'POST',
        `${BASE}/add/${segment(exchange)}`,
        { ...settings, by: options.by },
        options,
      ),
    refresh: (exchanges, options) =>
      change(
        refreshReply,
        'POST',
        `${BASE}/refresh`,
        { ...(exchanges && { exchanges }), by: options.by },
        options,
      ),
    blacklist: (exchange, entry, options) =>
      change(
        mutationReply,
        'POST',
        `${BASE}/blacklist/${segment(exchange)}`,
        { ...entry, by: options.by },
        options,
      ),
    unblacklist: (exchange, options) =>
      change(mutationReply, 'DELETE', `${BASE}/blacklist/${segment(exchange)}`, { by: options.by }, options),
    pause: (exchange, entry, options) => decidePause('pause', exchange, entry, options),
    resume: (exchange, options) => decidePause('resume', exchange, {}, options),
  };
}

function segment(exchange: string): string {
  return encodeURIComponent(exchange);
}

function parsed<S extends v.GenericSchema>(schema: S, reply: HttpReply): v.InferOutput<S> {
  if (reply.status !== 200) throw refusalError(reply);
  const result = v.safeParse(schema, reply.json);
  if (result.success) return result.output;
  const field = result.issues[0] && v.getDotPath(result.issues[0]);
  throw new AppError(
    'UPSTREAM_INVALID',
    `The CCXT service sent an answer of another form, at ${field ?? 'its top'}.`,
  );
}

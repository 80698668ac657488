import { type Answer, answerOf } from './answer.ts';
import { ApiError, NoAnswerError } from './errors.ts';
import { OPERATIONS, type OperationId } from './operations.ts';
import type { ClientOptions, RegistryChangeOptions } from './options.ts';
import { pause, pauseMsAfter, randomKey, retryAfterOf } from './support.ts';
import type { ErrorBody } from './types.ts';

const TIMEOUT_MS = 30_000;

/** One call, as the methods of the client describe it. */
export interface ApiCall extends RegistryChangeOptions {
  exchange?: string | undefined;
  query?: Record<string, string | number | boolean | undefined>;
  body?: object | undefined;
  /** Sends the key also where the operation does not always need it. */
  asAdmin?: boolean;
  /** Statuses other than 200 whose body is an answer. */
  accept?: readonly number[];
  etag?: string | undefined;
}

/** Sends calls by fetch, again where that is wanted and can help, and makes typed errors of failures. */
export class Transport {
  readonly #options: ClientOptions;
  readonly #fetch: typeof fetch;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  }

  async send<T>(operation: OperationId, call: ApiCall): Promise<Answer<T>> {
    const { method, access } = OPERATIONS[operation];
    const isChange = access === 'admin' && method !== 'GET';
    const idempotencyKey = isChange ? (call.idempotencyKey ?? randomKey()) : undefined;
    // before the clock starts: a person may be typing it
    const adminKey = access === 'admin' || call.asAdmin ? await this.#adminKey() : undefined;
    const timeoutMs = call.timeoutMs ?? this.#options.timeoutMs ?? TIMEOUT_MS;
    const endsAt = performance.now() + timeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    const retries = call.retries ?? this.#options.retries ?? 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#once<T>(operation, { ...call, idempotencyKey, signal }, adminKey);
      } catch (error) {
        // the caller's own signal speaks for itself
        call.signal?.throwIfAborted();
        if (attempt >= retries || !mayHelp(error)) throw error;
        const pauseMs = pauseMsAfter(error, attempt);
        // who would be too early until the time is up knows that now
        if (performance.now() + pauseMs >= endsAt) throw error;
        await pause(pauseMs, signal);
        call.signal?.throwIfAborted();
      }
    }
  }

  async #once<T>(operation: OperationId, call: ApiCall, adminKey: string | undefined): Promise<Answer<T>> {
    const { method, path } = OPERATIONS[operation];
    const sent = { operation, idempotencyKey: call.idempotencyKey };
    // what cannot be a header is the caller's mistake, not an answer that did not come
    const headers = new Headers(this.#headers(operation, call, adminKey));
    const request: RequestInit = { method, headers, redirect: 'error' };
    if (call.signal) request.signal = call.signal;
    if (call.body) request.body = JSON.stringify(call.body);

    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(this.#address(path, call), request);
      text = await response.text();
    } catch (cause) {
      if (call.signal?.aborted) {
        throw new NoAnswerError('TIMEOUT', 'No answer came in time.', { ...sent, cause });
      }
      const message = `Nothing answers at ${this.#options.url}: is it the right address, and is it running?`;
      throw new NoAnswerError('UNREACHABLE', message, { ...sent, cause });
    }

    if (response.status === 304) return answerOf(response, undefined as T);
    const json = parsed(text);
    if (response.ok || call.accept?.includes(response.status)) {
      if (typeof json === 'object' && json !== null && !isErrorBody(json))
        return answerOf(response, json as T);
    }
    if (isErrorBody(json)) {
      throw new ApiError(response.status, json, { ...sent, retryAfterSeconds: retryAfterOf(response) });
    }
    const message = notTheApi(this.#options.url, response.status, json);
    throw new NoAnswerError('NOT_THE_API', message, { ...sent, status: response.status });
  }

  #address(path: string, { exchange, query = {} }: ApiCall): string {
    const filled = path.replace('{exchange}', encodeURIComponent(exchange ?? ''));
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) search.set(name, String(value));
    }
    return `${this.#options.url.replace(/\/+$/, '')}${filled}${search.size === 0 ? '' : `?${search}`}`;
  }

  async #adminKey(): Promise<string | undefined> {
    const { adminKey } = this.#options;
    return typeof adminKey === 'function' ? await adminKey() : adminKey;
  }

  #headers(operation: OperationId, call: ApiCall, adminKey: string | undefined): Record<string, string> {
    const actor = call.actor ?? this.#options.actor;
    const headers: Record<string, string> = { accept: 'application/json' };
    if (call.body) headers['content-type'] = 'application/json';
    if (call.etag !== undefined) headers['if-none-match'] = call.etag;
    if (OPERATIONS[operation].access === 'public' && !call.asAdmin) return headers;
    if (adminKey !== undefined) headers['x-admin-key'] = adminKey;
    if (actor !== undefined) headers['x-actor'] = actor;
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;
    if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`;
    return headers;
  }
}

const GATEWAY_AWAY = new Set([429, 502, 503, 504]);

/** Gateways word their own answers so, when they are asked too often or nothing answers behind them. */
function notTheApi(url: string, status: number, json: unknown): string {
  const { message } = Object(json);
  return typeof message === 'string' && GATEWAY_AWAY.has(status)
    ? `The gateway in front of the API answered ${status}, ${message}: try again shortly.`
    : `What answers at ${url} is not this API (status ${status}).`;
}

/** Whether the same call may succeed later; a change is sent with the same key, so that it has one effect. */
function mayHelp(error: unknown): boolean {
  if (error instanceof ApiError) return error.retryable;
  if (!(error instanceof NoAnswerError)) return false;
  return error.code === 'UNREACHABLE' || GATEWAY_AWAY.has(error.status ?? 0);
}

function isErrorBody(json: unknown): json is ErrorBody {
  const { code, message, requestId } = Object(json);
  return typeof code === 'string' && typeof message === 'string' && typeof requestId === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Answer } from './answer.ts';
import type { OperationId } from './operations.ts';
import type { CallOptions, ChangeOptions, ClientOptions, RegistryChangeOptions } from './options.ts';
import { type ApiCall, Transport } from './transport.ts';
import type * as api from './types.ts';

/**
 * The Exchange Control Plane's API. Every method resolves with an {@link Answer} or rejects with an `ApiError` (it
 * answered with an error), a `NoAnswerError` (no answer came), or the reason of the signal that was given.
 */
export class ExchangeControlPlane {
  readonly #transport: Transport;
  /** The last answer to a read that has a tag, by operation. */
  readonly #kept = new Map<OperationId, Answer<unknown>>();

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
  }

  /** The configuration of every exchange that is not blacklisted. */
  config(options: CallOptions = {}): Promise<Answer<api.Config>> {
    return this.#tagged('get-config', options);
  }

  /** What is collected: the active exchanges. */
  supported(options: CallOptions = {}): Promise<Answer<api.Supported>> {
    return this.#tagged('get-supported', options);
  }

  /** All workers, as they are now. */
  workers(options: CallOptions = {}): Promise<Answer<api.WorkersReport>> {
    return this.#transport.send('get-worker-status', options);
  }

  /** One worker with its timeline and connectivity checks. */
  worker(exchange: string, options: CallOptions = {}): Promise<Answer<api.WorkerDetail>> {
    return this.#transport.send('get-worker', { ...options, exchange });
  }

  /** Adds an exchange, or gives it other settings. */
  add(
    exchange: string,
    body: api.AddBody = {},
    options: RegistryChangeOptions = {},
  ): Promise<Answer<api.AddResult>> {
    return this.#transport.send('add-exchange', { ...options, exchange, body });
  }

  /** What `add` would find out, and nothing is changed. */
  addDryRun(
    exchange: string,
    body: api.AddBody = {},
    options: RegistryChangeOptions = {},
  ): Promise<Answer<api.AddDryRun>> {
    return this.#transport.send('add-exchange', { ...options, exchange, body, query: { dryRun: true } });
  }

  blacklist(
    exchange: string,
    body: api.BlacklistBody = {},
    options: RegistryChangeOptions = {},
  ): Promise<Answer<api.BlacklistResult>> {
    return this.#transport.send('blacklist-exchange', { ...options, exchange, body });
  }

  unblacklist(exchange: string, options: RegistryChangeOptions = {}): Promise<Answer<api.UnblacklistResult>> {
    return this.#transport.send('unblacklist-exchange', { ...options, exchange });
  }

  /** Refreshes all active exchanges or those that are named, and restarts all workers. */
  refresh(
    body: api.RefreshBody = {},
    options: RegistryChangeOptions = {},
  ): Promise<Answer<api.RefreshResult>> {
    return this.#transport.send('refresh-exchanges', { ...options, body });
  }

  restart(exchange: string, options: ChangeOptions = {}): Promise<Answer<api.RestartResult>> {
    return this.#transport.send('restart-worker', { ...options, exchange });
  }

  /** Restarts several workers, or with `dryRun` tells which it would. */
  restartWorkers(
    body: api.RestartWorkersBody = {},
    options: ChangeOptions = {},
  ): Promise<Answer<api.RestartWorkersResult>> {
    return this.#transport.send('restart-workers', { ...options, body });
  }

  pause(
    exchange: string,
    body: api.PauseBody = {},
    options: RegistryChangeOptions = {},
  ): Promise<Answer<api.PauseResult>> {
    return this.#transport.send('pause-worker', { ...options, exchange, body });
  }

  resume(exchange: string, options: RegistryChangeOptions = {}): Promise<Answer<api.PauseResult>> {
    return this.#transport.send('resume-worker', { ...options, exchange });
  }

  /** Who changed what, newest first. */
  audit({
    limit,
    cursor,
    ...options
  }: CallOptions & { limit?: number; cursor?: string | null } = {}): Promise<Answer<api.AuditPage>> {
    return this.#transport.send('get-audit', { ...options, query: { limit, cursor: cursor ?? undefined } });
  }

  /** Whether it is alive; with `deep`, which needs the admin key, whether every part is. */
  health({ deep, ...options }: CallOptions & { deep?: boolean } = {}): Promise<Answer<api.Health>> {
    const call: ApiCall = deep ? { query: { deep }, asAdmin: true, accept: [503] } : {};
    return this.#transport.send('get-health', { ...options, ...call });
  }

  /** The API's description. */
  openapi(options: CallOptions = {}): Promise<Answer<api.OpenApiDocument>> {
    return this.#tagged('get-openapi', options);
  }

  /** Asks whether the last answer is still right, if there is one. */
  async #tagged<T>(operation: OperationId, options: CallOptions): Promise<Answer<T>> {
    const kept = this.#kept.get(operation) as Answer<T> | undefined;
    const etag = kept?.headers.get('etag') ?? undefined;
    const answer = await this.#transport.send<T>(operation, { ...options, etag });
    if (answer.status === 304 && kept) return { ...answer, data: kept.data };
    this.#kept.set(operation, answer);
    return answer;
  }
}

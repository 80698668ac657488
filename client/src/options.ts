/** How a client reaches the API. */
export interface ClientOptions {
  /** Of the API, `https://api.example.com`; in a page of the same origin `location.origin`. */
  url: string;
  /** The admin key, or where to get it when an operation needs it. It is sent with those only. */
  adminKey?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Who calls, for the audit log: at most 64 printable ASCII characters. */
  actor?: string | undefined;
  /** How long a call may take, retries included, milliseconds: 30,000 unless given. */
  timeoutMs?: number | undefined;
  /** How often a call is sent again that got no answer or may succeed later: 0 unless given. */
  retries?: number | undefined;
  /** In place of the global one. */
  fetch?: typeof fetch | undefined;
}

/** Of one call. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** In place of the client's. */
  timeoutMs?: number | undefined;
  retries?: number | undefined;
}

/** Of one change. */
export interface ChangeOptions extends CallOptions {
  /** Made up unless given. The same call with the same key has one effect in 24 h. */
  idempotencyKey?: string | undefined;
  /** In place of the client's. */
  actor?: string | undefined;
}

/** Of one change of the registry. */
export interface RegistryChangeOptions extends ChangeOptions {
  /** The registry's version (of `config()` or an earlier change): the change is made only on top of it. */
  ifMatch?: number | undefined;
}

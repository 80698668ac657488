/** A simulated exchange: which hosts it answers on, and a table of what it answers. */
export interface ExchangeModel {
  /** ccxt's id. */
  readonly id: string;
  readonly hosts: readonly string[];
  readonly routes: readonly Route[];
  /** The JSON body that the real exchange sends with an error status, for the fault "status". */
  failure(status: number, now: number): unknown;
  /** Its public websocket, where that is simulated. */
  readonly socket?: SocketModel;
}

export interface SocketModel {
  /** With the port, where it is not that of `wss`. */
  readonly host: string;
  readonly path: string;
  /** What a text message of a client is answered with, and which feeds it subscribes to. */
  receive(text: string, now: number): { replies: string[]; feeds: Feed[] };
}

/** What a subscription brings: one message at once, and one with each tick of the prices. JSON values. */
export interface Feed {
  /** The same for all subscribers of the same feed, who are sent the same bytes. */
  readonly key: string;
  first(now: number): unknown;
  /** What has changed since the instant `before`. */
  next(now: number, before: number): unknown;
}

export interface Route {
  /** Where it is answered when not on every host of the exchange. */
  readonly host?: string;
  /** The whole path; a segment `:name` is a parameter. */
  readonly path: string;
  /** Whether the body never changes, changes with each tick of the prices, or with each request. */
  readonly changes: 'never' | 'each-tick' | 'each-request';
  /** The JSON body. Throws {@link Refusal} for a request that the real exchange refuses. */
  body(request: ModelRequest): unknown;
}

export interface ModelRequest {
  /** The path's parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Whole epoch milliseconds, rounded down to the tick for bodies that change with it. */
  readonly now: number;
}

/** An error reply of the exchange itself: an unknown symbol, a bad parameter. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
  }
}

import type { Exchange } from 'ccxt';
import { readCatalog } from './catalog.ts';
import { importExchange, importStreamingExchange } from './ccxt-module.ts';
import { redirectSockets } from './redirect-sockets.ts';
import { BadResponseError } from './response-guards.ts';

export interface Credentials {
  apiKey: string;
  secret: string;
  password?: string;
  uid?: string;
}

export interface ExchangeOptions {
  /** Put before every URL as it is, so it ends in a slash. Unset: the real exchange. */
  proxyUrl?: string | undefined;
  /** Until the headers arrive, and again between two parts of a body; milliseconds. */
  timeoutMs: number;
  credentials?: Credentials | undefined;
  /** With its websockets, which not every exchange has. */
  streaming?: boolean;
}

/** What an HTTP reply was, on the error that ccxt made of it: its message alone does not always say. */
export interface ReplyFacts {
  httpStatus?: number;
  retryAfter?: string;
  /** The reply's own Date. */
  date?: string;
}

/**
 * A ccxt exchange, its module loaded on demand; its native rate limit stands and is kept to.
 * @throws RangeError when ccxt knows no exchange of this id
 */
export async function openExchange(id: string, options: ExchangeOptions): Promise<Exchange> {
  if (!readCatalog().has(id)) throw new RangeError(`ccxt knows no exchange "${id}"`);
  const Class = await (options.streaming ? importStreamingExchange(id) : importExchange(id));
  const exchange = new Class({ ...options.credentials, enableRateLimit: true, timeout: options.timeoutMs });
  if (options.proxyUrl) {
    exchange.proxyUrl = options.proxyUrl;
    if (options.streaming) await redirectSockets(exchange, options.proxyUrl);
  }
  boundBody(exchange, options.timeoutMs);
  annotateReplies(exchange);
  return exchange;
}

/**
 * ccxt's timeout ends at the headers. undici's own closes the socket of a body that stalls, and the end of a
 * compressed body, which ccxt pipes without looking at errors, is made known.
 */
function boundBody(exchange: Exchange, timeoutMs: number): void {
  const options = exchange.getDispatcherOptions.bind(exchange);
  exchange.getDispatcherOptions = (plain) => ({ ...options(plain), bodyTimeout: timeoutMs });
  const read = exchange.undiciBody.bind(exchange);
  exchange.undiciBody = (reply, binary) =>
    new Promise((resolve, reject) => {
      reply.body.once('error', reject);
      read(reply, binary).then(resolve, reject);
    });
}

/** Notes status and Retry-After on the errors made of a reply, and refuses HTML, which ccxt takes for an answer. */
function annotateReplies(exchange: Exchange): void {
  const native = exchange.handleRestResponse.bind(exchange);
  exchange.handleRestResponse = async (response, ...rest) => {
    try {
      const reply: unknown = await native(response, ...rest);
      if (typeof reply === 'string' && /^\s*</.test(reply)) {
        throw new BadResponseError('the exchange answered with a web page instead of data');
      }
      return reply;
    } catch (error) {
      if (error instanceof Error) {
        const facts: ReplyFacts = { httpStatus: response.status };
        const { 'retry-after': retryAfter, date } = response.headers ?? {};
        if (typeof retryAfter === 'string') facts.retryAfter = retryAfter;
        if (typeof date === 'string') facts.date = date;
        Object.assign(error, facts);
      }
      throw error;
    }
  };
}

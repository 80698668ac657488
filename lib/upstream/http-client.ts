import http from 'node:http';
import https from 'node:https';
import { RESILIENCE } from '../resilience.ts';
import { UpstreamFault } from './upstream-fault.ts';

const { replyBytes, sockets: maxSockets } = RESILIENCE.services;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** Absolute path, already encoded; must be in its normal form. */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

export interface HttpReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  json: unknown;
}

/** Sends JSON to one service and reads JSON back. Every failure is an {@link UpstreamFault}. */
export type HttpClient = (request: HttpRequest) => Promise<HttpReply>;

/**
 * A client over node:http(s): global fetch would load undici at a cold start (docs/performance.md, "Choices").
 *
 * Reads share keep-alive connections and are sent once more when a kept one turns out to have been closed.
 * Whatever changes something gets a connection of its own: on a stale one its fate would be unknown.
 */
export function httpClient(baseUrl: string): HttpClient {
  const base = new URL(baseUrl);
  const secure = base.protocol === 'https:';
  // made by the first request that needs it: until then neither module is loaded (build/lazy-builtins.ts)
  let kept: http.Agent | undefined;
  const agent = () => {
    kept ??= new (secure ? https : http).Agent({ keepAlive: true, maxSockets });
    return kept;
  };

  return async (request) => {
    const attempt = () =>
      send(base, secure ? https : http, request.method === 'GET' ? agent() : false, request);
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof StaleConnection) return await attempt();
      throw error;
    }
  };
}

/** A kept connection that the service had closed before it saw our request. */
class StaleConnection extends UpstreamFault {}

function send(
  base: URL,
  transport: typeof http | typeof https,
  agent: http.Agent | false,
  request: HttpRequest,
): Promise<HttpReply> {
  const url = new URL(request.path, base);
  if (url.pathname + url.search !== request.path) {
    throw new UpstreamFault('invalid', 'the path is not in its normal form');
  }
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>();
  const outgoing = transport.request(url, {
    agent,
    method: request.method,
    signal: request.signal,
    headers: {
      accept: 'application/json',
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...request.headers,
    },
  });
  let connected = false;
  outgoing.on('socket', (socket) => {
    connected = !socket.connecting;
    // a kept connection never emits it again: listeners would pile up
    if (connected) return;
    socket.once(base.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      connected = true;
    });
  });
  outgoing.on('error', (cause) => {
    if (request.signal.aborted) {
      reject(new UpstreamFault(connected ? 'timeout' : 'unreachable', 'no answer in time', cause));
    } else if (outgoing.reusedSocket && agent) {
      reject(new StaleConnection('broken', 'the kept connection was closed', cause));
    } else {
      reject(new UpstreamFault(connected ? 'broken' : 'unreachable', cause.message, cause));
    }
  });
  outgoing.on('response', (incoming) => {
    readJson(incoming).then(
      (json) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, json }),
      (cause) => {
        outgoing.destroy();
        if (cause instanceof UpstreamFault) reject(cause);
        else if (request.signal.aborted)
          reject(new UpstreamFault('timeout', 'the answer did not end in time', cause));
        else reject(new UpstreamFault('invalid', 'an answer that ended early', cause));
      },
    );
  });
  outgoing.end(body);
  return promise;
}

async function readJson(incoming: http.IncomingMessage): Promise<unknown> {
  const status = incoming.statusCode ?? 0;
  if (status >= 300 && status < 400)
    throw new UpstreamFault('invalid', `redirect ${status}, which is not followed`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > replyBytes) throw new UpstreamFault('invalid', `answer of over ${replyBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new UpstreamFault('invalid', `status ${status}, and no JSON in the answer`, cause);
  }
}

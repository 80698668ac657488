import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { type Handler, invokeFunction } from '#local/lambda.ts';
import { toEvent } from './event.ts';
import { headersTooLarge, readBody, splitTarget } from './request.ts';
import { gatewayReply, type HttpReply, toReply } from './response.ts';
import { type RouteTable, router } from './router.ts';
import type { Site } from './site.ts';

/** The longest an HTTP API waits for an integration. */
const INTEGRATION_TIMEOUT_MS = 30_000;
/** What Lambda takes and gives in a synchronous invocation. */
const INVOCATION_LIMIT = 6 * 1024 * 1024;

export interface GatewayOptions {
  routes: RouteTable;
  loadHandler: (name: string) => Promise<Handler>;
  /** Answers what no route does. */
  site?: Site;
  /** Told of every answer; `error` is what a handler threw. */
  onAnswer?: (answer: {
    request: string;
    status: number;
    name?: string;
    ms: number;
    error?: unknown;
  }) => void;
  integrationTimeoutMs?: number;
}

/** An API Gateway HTTP API with Lambda proxy integrations, on this machine; it is not listening yet. */
export function gatewayServer(options: GatewayOptions): Server {
  const match = router(options.routes);

  async function fromSite(request: IncomingMessage, path: string): Promise<HttpReply | undefined> {
    const ifNoneMatch = request.headers['if-none-match'];
    return options.site?.({ method: request.method ?? '', path, ifNoneMatch });
  }

  async function answer(
    request: IncomingMessage,
    notes: { name?: string; error?: unknown },
  ): Promise<HttpReply> {
    if (headersTooLarge(request)) return gatewayReply(431, 'Request Header Fields Too Large');
    const target = splitTarget(request.url ?? '/');
    if (!target) return gatewayReply(400, 'Bad Request');
    const found = match(request.method ?? '', target.path);
    if (!found) return (await fromSite(request, target.path)) ?? gatewayReply(404, 'Not Found');
    notes.name = found.name;
    const body = await readBody(request);
    if (!body) return gatewayReply(413, 'Request Too Long');

    const event = toEvent(
      {
        method: request.method ?? '',
        ...target,
        rawHeaders: request.rawHeaders,
        body,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        receivedAt: new Date(),
      },
      found,
    );
    if ((event.body?.length ?? 0) > INVOCATION_LIMIT) return gatewayReply(413, 'Request Entity Too Large');
    try {
      const run = async () =>
        toReply(
          await invokeFunction(found.name, await options.loadHandler(found.name), event, found.timeoutMs),
        );
      const reply = await within(options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS, run());
      if (!reply) return gatewayReply(503, 'Service Unavailable');
      if (reply.body.length > INVOCATION_LIMIT) throw new Error(`${found.name} answered more than 6 MB`);
      reply.headers['apigw-requestid'] = event.requestContext.requestId;
      return reply;
    } catch (error) {
      notes.error = error;
      return gatewayReply(500, 'Internal Server Error');
    }
  }

  // Above an HTTP API's own limit, so that the answer is ours.
  const server = createServer({ maxHeaderSize: 64 * 1024 }, async (request, response) => {
    const startedAt = performance.now();
    const notes: { name?: string; error?: unknown } = {};
    const reply = await answer(request, notes).catch(() => undefined);
    if (!reply) return request.destroy();
    try {
      send(response, reply);
    } catch (error) {
      // A header that HTTP cannot carry.
      notes.error = error;
      send(response, gatewayReply(500, 'Internal Server Error'));
    }
    options.onAnswer?.({
      // a query may hold what its sender should have put into a header
      request: `${request.method} ${request.url?.split('?')[0]}`,
      status: response.statusCode,
      ms: Math.round(performance.now() - startedAt),
      ...notes,
    });
  });
  server.on('clientError', refuseUnreadable);
  return server;
}

/** The promise's value, or `undefined` after `ms`; what comes later is dropped. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function send(response: ServerResponse, { status, headers, cookies, body }: HttpReply): void {
  const empty = status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
    ...(!empty && { 'content-length': body.length }),
  });
  response.end(empty ? undefined : body);
}

/** What is no HTTP, or has headers beyond all measure, never becomes a request. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify({ message: STATUS_CODES[status] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

import http from 'node:http';
import https from 'node:https';

/** An answer as it came. */
export interface Answer {
  status: number;
  body: string;
  /** The header: the other side's time. */
  date: string | undefined;
}

interface Post {
  /** `false`: over a connection of its own. */
  agent: http.Agent | false;
  headers: Record<string, string>;
  body: string;
  /** For connecting, sending and all of the answer; milliseconds. */
  withinMs: number;
}

/** Sends one request, once; rejects with node's error, or when time is up. */
export async function post(url: URL, { agent, headers, body, withinMs }: Post): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const signal = AbortSignal.timeout(withinMs);
  const { request } = url.protocol === 'https:' ? https : http;
  const sized = { ...headers, 'content-length': Buffer.byteLength(body) };
  request(url, { agent, method: 'POST', signal, headers: sized })
    .on('response', resolve)
    .on('error', reject)
    .end(body);
  try {
    const incoming = await promise;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { statusCode: status = 0, headers: answered } = incoming;
    return { status, body: Buffer.concat(chunks).toString(), date: answered.date };
  } catch (cause) {
    throw signal.aborted ? new Error(`${url.host} did not answer within ${withinMs} ms`, { cause }) : cause;
  }
}

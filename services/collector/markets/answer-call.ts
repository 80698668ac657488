import type { Exchange } from 'ccxt';
import { withDeadline } from '#services/common/exchange/deadline.ts';
import type { Answer, Call, HttpReply, RequestParams } from './loader-messages.ts';

/** The main thread's side of a load: waits and sends for the thread, by `exchange` and under the guard that it has. */
export async function answerCall(
  exchange: Exchange,
  call: Call,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    if ('weight' in call) {
      await exchange.throttle(call.weight);
      return { call: call.call, reply: undefined };
    }
    return { call: call.call, reply: await send(exchange, call.url, call.params, timeoutMs, signal) };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    return { call: call.call, error: { name, message, code } };
  }
}

/** As ccxt's own `fetch` sends it. */
async function send(
  exchange: Exchange,
  url: string,
  params: RequestParams,
  timeoutMs: number,
  parent: AbortSignal,
): Promise<HttpReply> {
  await exchange.loadFetchImplementation();
  const dispatcher = exchange.fetchDispatcher;
  const sent = (signal: AbortSignal) => exchange.undiciRequest(url, { ...params, signal, dispatcher });
  const { status, statusText, headers, arrayBuffer } = await withDeadline(timeoutMs, sent, parent);
  return { status, statusText, headers, body: new Uint8Array(await arrayBuffer()) };
}

import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Exchange } from 'ccxt';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { type OpenExchange, openForPolling } from '../poll/open-for-polling.ts';
import type { Answer, Call, HttpReply, LoadMessage, Outcome, RequestParams } from './loader-messages.ts';
import { packMarkets } from './packed-markets.ts';

/** The thread's side: ccxt parses here, and asks the main thread for each request and for leave to send it. */
export function serveLoads(open: OpenExchange): void {
  if (!parentPort) throw new Error('markets are loaded in a worker thread only');
  parentPort.on('message', async ({ port, exchange: id, ...options }: LoadMessage) => {
    const controller = new AbortController();
    const main = callsTo(port, controller);
    const end = (outcome: Outcome) => port.postMessage(outcome);
    try {
      const exchange = await openForPolling(id, options, open);
      sendThrough(main, exchange);
      await ensureMarkets(exchange, controller.signal);
      end({ packed: packMarkets(exchange) });
    } catch (error) {
      end({ failure: classifyFailure(error) });
    }
  });
}

interface Main {
  throttled(weight: number): Promise<unknown>;
  sent(url: string, params: RequestParams): Promise<HttpReply | undefined>;
}

function callsTo(port: MessagePort, controller: AbortController): Main {
  const waiting = new Map<number, PromiseWithResolvers<HttpReply | undefined>>();
  let calls = 0;
  port.on('message', (answer: Answer) => {
    const one = waiting.get(answer.call);
    waiting.delete(answer.call);
    if ('error' in answer) one?.reject(Object.assign(new Error(answer.error.message), answer.error));
    else one?.resolve(answer.reply);
  });
  port.on('close', () => {
    const ended = new Error('the attempt that wanted these markets is over');
    controller.abort(ended);
    for (const { reject } of waiting.values()) reject(ended);
  });
  function call(what: { weight: number } | { url: string; params: RequestParams }) {
    const answered = Promise.withResolvers<HttpReply | undefined>();
    waiting.set(++calls, answered);
    const message: Call = { call: calls, ...what };
    port.postMessage(message);
    return answered.promise;
  }
  return {
    throttled: (weight) => call({ weight }),
    sent: (url, { method, headers, body }) => call({ url, params: { method, headers, body } }),
  };
}

function sendThrough(main: Main, exchange: Exchange): void {
  Object.assign(exchange, {
    throttle: (weight = 1) => main.throttled(weight),
    async undiciRequest(url: string, params: RequestParams) {
      const reply = await main.sent(url, params);
      if (!reply) throw new Error('the main thread gave no reply');
      const body = Buffer.from(reply.body);
      return { ...reply, text: async () => body.toString(), arrayBuffer: async () => body };
    },
  });
}

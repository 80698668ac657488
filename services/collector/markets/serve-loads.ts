import { parentPort } from 'node:worker_threads';
import { untilAborted } from '#services/common/exchange/deadline.ts';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import type { OpenExchange } from '../poll/open-for-polling.ts';
import { openForPolling } from '../poll/open-for-polling.ts';
import { guardRequests } from '../poll/request-guard.ts';
import { type FromLoader, monotonicMs, type ToLoader } from './loader-messages.ts';
import { packMarkets } from './packed-markets.ts';

/**
 * The loader's side of a thread: loads markets as it is told to, and sends nothing that the main thread, which holds
 * the turn and the rate limit, has not admitted.
 */
export function serveLoads(open: OpenExchange): void {
  const port = parentPort;
  if (!port) throw new Error('markets are loaded in a worker thread only');
  const loads = new Map<number, Load>();
  const tell = (message: FromLoader) => port.postMessage(message);

  async function run(
    { load, exchange: id, proxyUrl, timeoutMs }: Extract<ToLoader, { type: 'load' }>,
    mine: Load,
  ): Promise<FromLoader> {
    try {
      const exchange = await openForPolling(id, { proxyUrl, timeoutMs }, open);
      const { signal } = mine.controller;
      guardRequests(exchange).use({
        signal,
        check: mine.check,
        // the main thread does the waiting
        async reserve(weight) {
          await mine.admitted(weight, (request, asked) =>
            tell({ type: 'admit', load, request, weight: asked }),
          );
          return 0;
        },
      });
      await ensureMarkets(exchange, signal);
      return { type: 'loaded', load, packed: packMarkets(exchange) };
    } catch (error) {
      return { type: 'failed', load, failure: classifyFailure(error) };
    }
  }

  port.on('message', async (message: ToLoader) => {
    if (message.type === 'admitted')
      return loads.get(message.load)?.admit(message.request, message.sendBefore);
    if (message.type === 'abort')
      return loads.get(message.load)?.controller.abort(new Error('not wanted any more'));
    const mine = newLoad();
    loads.set(message.load, mine);
    tell(await run(message, mine));
    loads.delete(message.load);
  });
}

interface Load {
  controller: AbortController;
  /** Asks for a request to be admitted, and once more when the answer came too late; resolves when it is. */
  admitted(weight: number, ask: (request: number, weight: number | undefined) => void): Promise<void>;
  admit(request: number, sendBefore: number): void;
  check(): void;
}

function newLoad(): Load {
  const waiting = new Map<number, () => void>();
  const controller = new AbortController();
  const { signal } = controller;
  let requests = 0;
  let sendBefore = 0;
  return {
    controller,
    async admitted(weight, ask) {
      const request = ++requests;
      let asked: number | undefined = weight;
      do {
        signal.throwIfAborted();
        const answer = Promise.withResolvers<void>();
        waiting.set(request, answer.resolve);
        ask(request, asked);
        await untilAborted(answer.promise, signal);
        asked = undefined;
        // this thread may have parsed another exchange's markets meanwhile
      } while (monotonicMs() >= sendBefore);
    },
    admit(request, until) {
      sendBefore = until;
      waiting.get(request)?.();
      waiting.delete(request);
    },
    check() {
      signal.throwIfAborted();
      // the machine may have stood still since
      if (monotonicMs() >= sendBefore) throw new Error('the turn that admitted this request is over');
    },
  };
}

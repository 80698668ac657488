import type { Exchange } from 'ccxt';
import type { PollResult } from '../poll/market-data.ts';
import { type MarketStream, marketStream } from './market-stream.ts';
import { isCrossed, overlay } from './overlay.ts';
import { STREAMED } from './stream-settings.ts';

/** A websocket that has been silent for so long is opened anew: it may be dead without either end having said so. */
const REOPEN_WHEN_SILENT_MS = 10_000;
/** Before a websocket that failed is opened again: the first time, doubled with each failure, at most. */
const REOPEN_AFTER_MS = 1_000;
const REOPEN_AT_MOST_MS = 60_000;

/** The websocket of one attempt, opened, silent, lost and opened again. */
export interface StreamSession {
  /** What was last polled, with what the websocket has brought since; nothing when it brought nothing since. */
  take(): PollResult | undefined;
  /** A poll begins: what came before it is not to be laid over it. */
  polling(): void;
  /** What take() goes on from. */
  polled(result: PollResult): void;
  close(): void;
}

/**
 * `open` gives an instance with websockets and its markets. Only what is newer than the last poll is laid over it: each
 * time the websocket is opened, a poll has to come first.
 */
export function streamSession(options: {
  open: () => Promise<Exchange>;
  onLost: (why: string) => void;
  now?: () => number;
}): StreamSession {
  const { open, onLost, now = () => performance.now() } = options;
  let exchange: Exchange | undefined;
  let stream: MarketStream | undefined;
  let base: PollResult | undefined;
  let heardAt = 0;
  let failures = 0;
  let reopenAt = 0;
  let closed = false;

  function lose(why: string): void {
    stream?.close();
    stream = undefined;
    base = undefined;
    reopenAt = now() + Math.min(REOPEN_AFTER_MS * 2 ** failures, REOPEN_AT_MOST_MS);
    failures++;
    onLost(why);
  }

  async function reopen({ tickers, symbols: books }: PollResult): Promise<void> {
    if (stream || now() < reopenAt) return;
    reopenAt = Number.POSITIVE_INFINITY;
    exchange ??= await open();
    if (closed) return;
    heardAt = now();
    const settings = STREAMED.get(exchange.id) ?? {};
    stream = marketStream(exchange, { tickers: tickers.map(([symbol]) => symbol), books }, settings);
  }

  return {
    take() {
      if (!stream || !base) return undefined;
      const { news, ...streamed } = stream.take();
      const failure = stream.failure();
      if (failure !== undefined) lose(failure instanceof Error ? failure.message : String(failure));
      else if (streamed.books.some(({ book }) => isCrossed(book))) lose('an order book is crossed');
      else if (news) {
        heardAt = now();
        failures = 0;
        return overlay(base, streamed);
      } else if (now() - heardAt > REOPEN_WHEN_SILENT_MS) lose('it has been silent for 10 s');
      return undefined;
    },
    polling() {
      stream?.forget();
    },
    polled(result) {
      base = result;
      reopen(result).catch((error) => lose(String(error)));
    },
    close() {
      closed = true;
      stream?.close();
    },
  };
}

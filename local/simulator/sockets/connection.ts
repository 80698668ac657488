import type { WebSocket } from 'ws';
import type { Feed, SocketModel } from '../exchanges/model.ts';
import type { Fault } from '../faults/fault.ts';

export interface Connection {
  /** Sends what has changed in each of its feeds. */
  advance(render: (owner: string, feed: Feed) => string): void;
}

/**
 * One client of a simulated exchange's websocket. The fault "hang" or "stall" silences it for good, for what it missed
 * it cannot make up for; "refuse" and "reset" end it.
 */
export function connection(options: {
  webSocket: WebSocket;
  model: SocketModel & { id: string };
  count: { received(): void; sent(): void };
  /** The tick that all feeds have reached, epoch milliseconds. */
  instant: () => number;
  fault: () => Fault | undefined;
  /** Brings all feeds up to the tick of now, so that a subscription begins where the next change goes on. */
  beforeReceiving: () => void;
}): Connection {
  const { webSocket, model, count } = options;
  const feeds = new Map<string, Feed>();
  let silent = false;

  function mayAnswer(): boolean {
    const kind = options.fault()?.kind;
    if (kind === 'refuse' || kind === 'reset') webSocket.terminate();
    if (kind === 'hang' || kind === 'stall') silent = true;
    return !silent && kind !== 'refuse' && kind !== 'reset';
  }

  function send(text: string): void {
    count.sent();
    webSocket.send(text);
  }

  /** Nothing for a message of another form than the exchange documents. */
  function answerTo(text: string): ReturnType<SocketModel['receive']> | undefined {
    try {
      return model.receive(text, options.instant());
    } catch {
      return undefined;
    }
  }

  webSocket.on('ping', (data: Buffer) => mayAnswer() && webSocket.pong(data));
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('message', (data: Buffer) => {
    count.received();
    if (!mayAnswer()) return;
    options.beforeReceiving();
    const received = answerTo(data.toString('utf8'));
    if (!received) return webSocket.terminate();
    const { replies, feeds: wanted } = received;
    for (const text of replies) send(text);
    for (const feed of wanted) {
      if (feeds.has(feed.key)) continue;
      feeds.set(feed.key, feed);
      send(JSON.stringify(feed.first(options.instant())));
    }
  });

  return {
    advance(render) {
      if (!mayAnswer()) return;
      for (const feed of feeds.values()) send(render(model.id, feed));
    },
  };
}

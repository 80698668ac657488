import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Feed } from '../exchanges/model.ts';
import { MODELS } from '../exchanges/models.ts';
import { type Desk, received } from '../http/received.ts';
import { TICK_MS } from '../market/prices.ts';
import { type Connection, connection } from './connection.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

const MAX_MESSAGE_BYTES = 1_000_000;

/** The websockets of the simulated exchanges: answers what clients send, and sends what changes with each tick. */
export function socketHub(desk: Desk) {
  const { clock, stats } = desk;
  const byHost = new Map(
    MODELS.flatMap((model) => (model.socket ? [[model.socket.host, model] as const] : [])),
  );
  const server = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: MAX_MESSAGE_BYTES });
  const open = new Set<Connection>();
  const sockets = new Set<Duplex>();
  let tick = tickNow();
  let timer: NodeJS.Timeout | undefined;

  function tickNow(): number {
    return Math.floor(clock() / TICK_MS);
  }

  /** Sends what has changed, when the clock has reached another tick. A feed is rendered once for all subscribers. */
  function advance(): void {
    const before = tick;
    tick = tickNow();
    if (tick <= before) return;
    const rendered = new Map<string, string>();
    const render = (owner: string, feed: Feed) => {
      const key = `${owner} ${feed.key}`;
      const text = rendered.get(key) ?? JSON.stringify(feed.next(tick * TICK_MS, before * TICK_MS));
      rendered.set(key, text);
      return text;
    };
    for (const each of open) each.advance(render);
  }

  function beat(): void {
    advance();
    clearTimeout(timer);
    if (open.size > 0) timer = setTimeout(beat, TICK_MS - (clock() % TICK_MS));
  }

  return {
    /** Handles the server's "upgrade". */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const { target, model, name, fault, findFault, startedAt, entry } = received(desk, request, byHost);
      sockets.add(socket);
      // node no longer listens for it: a client's reset would end the simulator
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        sockets.delete(socket);
        entry.endedAt = clock();
      });
      if (
        name === null ||
        !model?.socket ||
        model.socket.path !== target?.url.pathname ||
        (fault && fault.kind !== 'latency')
      ) {
        entry.status = refuseUpgrade(socket, fault, model && ((status) => model.failure(status, startedAt)));
        return;
      }
      const { socket: spoken } = model;
      entry.status = 101;
      server.handleUpgrade(request, socket, head, (webSocket) => {
        advance();
        const count = stats.socket(name);
        const added = connection({
          webSocket,
          model: { ...spoken, id: model.id },
          count,
          instant: () => tick * TICK_MS,
          fault: findFault,
          beforeReceiving: advance,
        });
        open.add(added);
        webSocket.once('close', () => {
          open.delete(added);
          count.closed();
        });
        beat();
      });
    },

    /** Ends all connections. */
    close(): void {
      clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

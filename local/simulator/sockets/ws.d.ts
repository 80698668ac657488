/** As much of ws, the library that ccxt's own websockets are made with, as the simulator uses. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export interface WebSocket extends EventEmitter {
    send(text: string): void;
    pong(data?: Buffer): void;
    terminate(): void;
  }

  export class WebSocketServer {
    constructor(options: { noServer: true; autoPong: boolean; maxPayload: number });
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (webSocket: WebSocket) => void,
    ): void;
  }
}

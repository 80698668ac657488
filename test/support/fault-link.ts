import { connect, type Socket } from 'node:net';
import type { Fault } from './fault.ts';

/** How replies travel back. */
type Mode = 'pass' | 'mute' | 'hold' | 'drop' | { truncate: number } | { delayMs: number };
/** 'end' is the upstream's FIN. */
type Part = Buffer | 'end';

/** One connection through the proxy. */
export class FaultLink {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #onEnd: (link: FaultLink) => void;
  readonly #held: Part[] = [];
  #mode: Mode = 'pass';
  #ended = false;

  constructor(
    client: Socket,
    port: number,
    on: {
      request: (link: FaultLink, chunk: Buffer) => void;
      reply: (chunk: Buffer) => void;
      end: (link: FaultLink) => void;
    },
  ) {
    this.#client = client.setNoDelay(true);
    this.#upstream = connect(port, '127.0.0.1').setNoDelay(true);
    this.#onEnd = on.end;
    for (const socket of [this.#client, this.#upstream]) socket.on('error', () => undefined);
    client.on('data', (chunk) => on.request(this, chunk));
    client.on('close', () => this.#end(() => undefined));
    this.#upstream.on('data', (chunk) => {
      on.reply(chunk);
      this.#reply(chunk);
    });
    this.#upstream.on('close', () => this.#reply('end'));
  }

  get isHeld(): boolean {
    return this.#held.length > 0;
  }

  pass(chunk: Buffer): void {
    this.#upstream.write(chunk);
  }

  do(fault: Fault, chunk: Buffer): void {
    switch (fault.kind) {
      case 'silent':
        this.#mode = 'mute';
        return;
      case 'reset':
        this.reset();
        return;
      case 'answer':
        this.#end(() => this.#client.end(fault.bytes));
        return;
      case 'mute':
      case 'hold':
        this.#mode = fault.kind;
        break;
      case 'drop-reply':
        this.#mode = 'drop';
        break;
      case 'truncate':
        this.#mode = { truncate: fault.bytes };
        break;
      case 'latency':
        this.#mode = { delayMs: fault.ms };
    }
    this.pass(chunk);
  }

  /** Delivers what is held; a connection that a fault has spoilt is closed. */
  heal(): void {
    if (this.#mode !== 'pass' && this.#mode !== 'hold') this.destroy();
    this.#mode = 'pass';
    for (const part of this.#held.splice(0)) this.#reply(part);
  }

  reset(): void {
    this.#end(() => this.#client.resetAndDestroy());
  }

  destroy(): void {
    this.#end(() => this.#client.destroy());
  }

  #reply(part: Part): void {
    const mode = this.#mode;
    if (mode === 'mute') return;
    if (mode === 'hold') this.#held.push(part);
    else if (typeof mode === 'object' && 'delayMs' in mode) setTimeout(() => this.#send(part), mode.delayMs);
    else if (mode === 'pass') this.#send(part);
    else if (mode === 'drop' || part === 'end') this.#send('end');
    else this.#end(() => this.#client.end(part.subarray(0, mode.truncate)));
  }

  #send(part: Part): void {
    if (part === 'end') this.#end(() => this.#client.end());
    else this.#client.write(part);
  }

  #end(how: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    how();
    this.#upstream.destroy();
    this.#onEnd(this);
  }
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Blackhole, openBlackhole } from './blackhole.ts';

/** What is done to the next requests: to all, or to those whose bytes match, and only so many times if that is given. */
export type Fault = { match?: RegExp; times?: number } & (
  | { kind: 'silent' } // swallowed; the connection stays open
  | { kind: 'mute' } // passed on; the reply never comes
  | { kind: 'hold' } // passed on; the reply comes when the fault is healed
  | { kind: 'reset' } // RST
  | { kind: 'drop-reply' } // passed on; the connection is closed instead of a reply
  | { kind: 'truncate'; bytes: number } // so many bytes of the reply, then a FIN
  | { kind: 'latency'; ms: number } // the reply comes so much later
  | { kind: 'answer'; bytes: string } // not passed on: these bytes, then a FIN
);

/** How the replies of one connection travel back. */
type ReplyMode = 'pass' | 'mute' | 'hold' | 'drop' | { truncate: number } | { delayMs: number };

interface Link {
  client: Socket;
  upstream: Socket;
  mode: ReplyMode;
  /** What came meanwhile; 'end' is the upstream's FIN. */
  held: (Buffer | 'end')[];
}

/** A TCP proxy on loopback that does to connections what networks and dying servers do. */
export class FaultProxy {
  /** Where new connections go. */
  target: number;
  /** How often a fault was really done to a request. */
  injected = 0;
  /** The request lines of HTTP that came, those that were not passed on included. */
  readonly requests: string[] = [];
  readonly port: number;
  readonly #links = new Set<Link>();
  #server: Server | undefined;
  #blackhole: Blackhole | undefined;
  #faults: { fault: Fault; left: number }[] = [];

  static async start(targetUrl: string): Promise<FaultProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(Number(new URL(targetUrl).port), server);
  }

  constructor(target: number, server: Server) {
    this.target = target;
    this.port = (server.address() as AddressInfo).port;
    this.#server = server.on('connection', (client) => this.#accept(client));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get redisUrl(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Replies that are being held back. */
  get held(): number {
    return [...this.#links].filter(({ held }) => held.length > 0).length;
  }

  inject(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** Nobody listens any more; open connections are reset. */
  refuse(): void {
    this.resetAll();
    this.#unlisten();
  }

  /** Packets vanish: new connections are never made, open ones get no answers. */
  async swallow(): Promise<void> {
    this.inject({ kind: 'silent' });
    this.#unlisten();
    this.#blackhole = await openBlackhole(this.port);
  }

  /** RST to every open connection; how many there were. */
  resetAll(): number {
    const links = [...this.#links];
    for (const link of links) this.#end(link, () => link.client.resetAndDestroy());
    this.injected += links.length;
    return links.length;
  }

  /** Ends all faults. What was held is delivered; connections that a fault has spoilt are closed. */
  async heal(): Promise<void> {
    this.#faults = [];
    for (const link of this.#links) {
      const spoilt = link.mode !== 'pass' && link.mode !== 'hold';
      if (spoilt) this.#end(link, () => link.client.destroy());
      link.mode = 'pass';
      for (const part of link.held.splice(0)) this.#reply(link, part);
    }
    await this.#blackhole?.close();
    this.#blackhole = undefined;
    if (this.#server) return;
    this.#server = createServer((client) => this.#accept(client)).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const link of this.#links) this.#end(link, () => link.client.destroy());
    await this.#blackhole?.close();
    this.#unlisten();
  }

  #accept(client: Socket): void {
    const upstream = connect(this.target, '127.0.0.1');
    const link: Link = { client, upstream, mode: 'pass', held: [] };
    this.#links.add(link);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    client.on('error', () => undefined);
    upstream.on('error', () => undefined);
    client.on('data', (chunk) => this.#request(link, chunk));
    client.on('close', () => this.#end(link, () => undefined));
    upstream.on('data', (chunk) => this.#reply(link, chunk));
    upstream.on('close', () => this.#reply(link, 'end'));
  }

  #request(link: Link, chunk: Buffer): void {
    const text = chunk.toString('latin1');
    if (/^(GET|POST|DELETE) /.test(text)) this.requests.push(text.slice(0, text.indexOf('\r')));
    const active = this.#faults.find(({ fault, left }) => left > 0 && (fault.match?.test(text) ?? true));
    if (!active) {
      link.upstream.write(chunk);
      return;
    }
    active.left -= 1;
    this.injected += 1;
    this.#do(active.fault, link, chunk);
  }

  #do(fault: Fault, link: Link, chunk: Buffer): void {
    switch (fault.kind) {
      case 'silent':
        link.mode = 'mute';
        return;
      case 'reset':
        this.#end(link, () => link.client.resetAndDestroy());
        return;
      case 'answer':
        this.#end(link, () => link.client.end(fault.bytes));
        return;
      case 'mute':
      case 'hold':
        link.mode = fault.kind;
        break;
      case 'drop-reply':
        link.mode = 'drop';
        break;
      case 'truncate':
        link.mode = { truncate: fault.bytes };
        break;
      case 'latency':
        link.mode = { delayMs: fault.ms };
    }
    link.upstream.write(chunk);
  }

  #reply(link: Link, part: Buffer | 'end'): void {
    const { client, mode } = link;
    if (mode === 'mute') return;
    if (mode === 'hold') link.held.push(part);
    else if (typeof mode === 'object' && 'delayMs' in mode) this.#later(link, part, mode.delayMs);
    else if (part === 'end' || mode === 'drop') this.#end(link, () => client.end());
    else if (mode === 'pass') client.write(part);
    else this.#end(link, () => client.end(part.subarray(0, mode.truncate)));
  }

  #later(link: Link, part: Buffer | 'end', ms: number): void {
    setTimeout(
      () => (part === 'end' ? this.#end(link, () => link.client.end()) : link.client.write(part)),
      ms,
    );
  }

  #end(link: Link, how: () => void): void {
    if (!this.#links.delete(link)) return;
    how();
    link.upstream.destroy();
  }

  #unlisten(): void {
    // listening ends at once; its callback would wait for connections that are to stay open
    this.#server?.close();
    this.#server = undefined;
  }
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Blackhole, openBlackhole } from './blackhole.ts';
import type { Fault } from './fault.ts';
import { FaultLink } from './fault-link.ts';

/** A TCP proxy on loopback that does to connections what networks and dying servers do. */
export class FaultProxy {
  /** The port that new connections go to. */
  target: number;
  /** How often a fault was really done to a request or a connection. */
  injected = 0;
  /** The request lines of HTTP that came, those that were not passed on included. */
  readonly requests: string[] = [];
  /** The statuses of HTTP that the target answered with, those that were not delivered included. */
  readonly statuses: number[] = [];
  readonly port: number;
  readonly #links = new Set<FaultLink>();
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

  /** How many replies are being held back. */
  get held(): number {
    return [...this.#links].filter(({ isHeld }) => isHeld).length;
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

  /** RST to every open connection. */
  resetAll(): void {
    this.injected += this.#links.size;
    for (const link of this.#links) link.reset();
  }

  /** Ends all faults. What was held is delivered; connections that a fault has spoilt are closed. */
  async heal(): Promise<void> {
    this.#faults = [];
    for (const link of this.#links) link.heal();
    await this.#blackhole?.close();
    this.#blackhole = undefined;
    if (this.#server) return;
    this.#server = createServer((client) => this.#accept(client)).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.destroy();
    await this.#blackhole?.close();
    this.#unlisten();
  }

  #accept(client: Socket): void {
    const link = new FaultLink(client, this.target, {
      request: (from, chunk) => this.#request(from, chunk),
      reply: (chunk) => this.#reply(chunk),
      end: (ended) => this.#links.delete(ended),
    });
    this.#links.add(link);
  }

  #request(link: FaultLink, chunk: Buffer): void {
    const text = chunk.toString('latin1');
    if (/^(GET|POST|DELETE) /.test(text)) this.requests.push(text.slice(0, text.indexOf('\r')));
    const active = this.#faults.find(({ fault, left }) => left > 0 && (fault.match?.test(text) ?? true));
    if (!active) {
      link.pass(chunk);
      return;
    }
    active.left -= 1;
    this.injected += 1;
    link.do(active.fault, chunk);
  }

  #reply(chunk: Buffer): void {
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(chunk.toString('latin1', 0, 16)) ?? [];
    if (status) this.statuses.push(Number(status));
  }

  #unlisten(): void {
    // listening ends at once; its callback would wait for connections that are to stay open
    this.#server?.close();
    this.#server = undefined;
  }
}

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Settings {
  pollIntervalMs?: number;
  symbols?: string[];
}

/** A CCXT service that answers GET config from what the test puts into it, and is told to pause and resume. */
export interface Registry {
  url: string;
  /** What is configured, with its settings; each change raises the version. */
  configure(exchanges: Record<string, Settings>): void;
  blacklist(...exchanges: string[]): void;
  pause(...exchanges: string[]): void;
  /** How the next calls are answered. */
  mode: 'ok' | 'down' | 'empty' | 'older-shape';
  close(): Promise<void>;
}

const AVAILABLE = ['binance', 'bitstamp', 'bybit', 'coinbase', 'kraken', 'okx', 'gemini'];

export async function startRegistry(): Promise<Registry> {
  let configured: Record<string, Settings> = {};
  let blacklisted: string[] = [];
  let paused: string[] = [];
  let version = 1;

  const reply = () => {
    const active = Object.keys(configured).filter((id) => !blacklisted.includes(id));
    const older = {
      config: { blacklistedExchanges: blacklisted },
      activeExchanges: registry.mode === 'empty' ? [] : active,
      availableExchanges: AVAILABLE,
      timestamp: new Date().toISOString(),
    };
    if (registry.mode === 'older-shape') return older;
    return {
      ...older,
      exchanges: active.map((id) => ({
        id,
        name: id,
        capabilities: {},
        rateLimit: 20,
        timeframes: [],
        certified: true,
        settings: configured[id],
      })),
      paused: paused.map((exchange) => ({ exchange, at: '2026-01-01T00:00:00.000Z' })),
      blacklist: blacklisted.map((exchange) => ({ exchange, at: '2026-01-01T00:00:00.000Z' })),
      version,
    };
  };
  const server = createServer((req, res: ServerResponse) => {
    if (registry.mode === 'down') return res.destroy();
    const [, action, id] = /\/(pause|resume)\/(\w+)$/.exec(req.url ?? '') ?? [];
    if (action && id) {
      registry.pause(...paused.filter((each) => each !== id), ...(action === 'pause' ? [id] : []));
      return res.end(JSON.stringify({ message: action, changed: true, version }));
    }
    res.setHeader('content-type', 'application/json').end(JSON.stringify(reply()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const registry: Registry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'ok',
    configure(exchanges) {
      configured = exchanges;
      version++;
    },
    blacklist(...exchanges) {
      blacklisted = exchanges;
      version++;
    },
    pause(...exchanges) {
      paused = exchanges;
      version++;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return registry;
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults } from './faults/registry.ts';
import { controlHandler } from './http/control.ts';
import { proxiedHandler } from './http/proxied.ts';
import { socketHub } from './sockets/hub.ts';
import { createRequestLog } from './traffic/request-log.ts';
import { createStats } from './traffic/stats.ts';

export interface Simulator {
  /** ccxt's `proxyUrl`; ends in a slash. */
  url: string;
  port: number;
  /** Ends all connections, open requests included. */
  close(): Promise<void>;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
/** Longer than any poll interval in use, so that clients keep their connections between two polls. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Starts the simulated exchanges on loopback; without a port on a free one. `clock` gives epoch milliseconds:
 * prices, exchange times and the log follow it. Rejects with EADDRINUSE when the port is taken.
 */
export async function startSimulator({
  port = 0,
  host = '127.0.0.1',
  clock = Date.now,
}: {
  port?: number;
  host?: string;
  clock?: () => number;
} = {}): Promise<Simulator> {
  if (!LOOPBACK.test(host)) {
    throw new Error(`the simulated exchanges listen on loopback only, not on ${host}: use 127.0.0.1`);
  }
  const parts = { log: createRequestLog(), stats: createStats(), faults: createFaults(), clock };
  const control = controlHandler(parts);
  const proxied = proxiedHandler(parts);
  const sockets = socketHub(parts);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) =>
    req.url?.startsWith('/__') ? control(req, res) : proxied(req, res),
  );
  server.on('upgrade', sockets.upgrade);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/`,
    port: address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

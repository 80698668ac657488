import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { whenToldToStop } from './told-to-stop.ts';

/**
 * Longer than callers keep idle connections: the load balancer closes them after 30 s (infra), and a request that it
 * sends on one that we are just closing would become its 502.
 */
const KEEP_ALIVE_MS = 65_000;

/**
 * Serves `app` until SIGTERM, SIGINT, or the parent that started this process is gone (its IPC channel closes),
 * then runs `stop` once and exits. A port that is taken ends the process with a sentence and code 98.
 */
export function runService(options: {
  app: Hono;
  host: string;
  port: number;
  log: Logger;
  stop: () => Promise<void>;
}): void {
  const { app, host, port, log } = options;
  const serverOptions = { keepAliveTimeout: KEEP_ALIVE_MS };
  const server = serve({ fetch: app.fetch, hostname: host, port, serverOptions }, (address) => {
    log.info({ host, port: address.port }, 'listening');
    process.send?.({ type: 'listening', port: address.port });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    log.fatal(`port ${port} is taken: stop what listens there, or set PORT to a free one`);
    process.exit(98);
  });

  whenToldToStop(async (why) => {
    log.info({ why }, 'stopping');
    server.close();
    await options.stop();
  });
}

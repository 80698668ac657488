import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { whenToldToStop } from './told-to-stop.ts';

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
  const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
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

import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Logger } from 'pino';

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

  let stopping = false;
  const end = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), 5_000).unref();
    server.close();
    await options.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('disconnect', () => end('parent gone'));
}

import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** For BullMQ's workers, whose blocking reads must be neither timed out nor given up. */
export function queueClient(url: string, log: Logger): Redis {
  return observed(
    new Redis(url, { maxRetriesPerRequest: null, retryStrategy, connectionName: 'collector-queue' }),
    log,
  );
}

/** For all else: an attempt, or who asks, must learn in time that Redis does not answer. */
export function commandClient(url: string, log: Logger): Redis {
  return observed(
    new Redis(url, {
      maxRetriesPerRequest: 1,
      commandTimeout: 1_000,
      connectTimeout: 1_000,
      retryStrategy,
      connectionName: 'collector-commands',
    }),
    log,
  );
}

function retryStrategy(attempt: number): number {
  return Math.min(50 * attempt, 500);
}

function observed(client: Redis, log: Logger): Redis {
  let reported = '';
  client.on('error', (error) => {
    if (error.message !== reported) log.warn({ err: error.message }, 'Redis connection failed, trying again');
    reported = error.message;
  });
  client.on('ready', () => {
    reported = '';
  });
  return client;
}

/** Whether a command failed because Redis is not there, rather than by what it was asked. */
export function isRedisFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    /^(Command timed out|Connection is closed)/.test(error.message)
  );
}

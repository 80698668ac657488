import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { redisServerPath } from './redis-binary.ts';

const run = promisify(execFile);
const READY_TIMEOUT_MS = 20_000;

export interface ProvidedRedis {
  url: string;
  /** Settles when the server that was started here is gone; never for one that was given. */
  ended: Promise<string>;
  /** Ends the server that was started here, and only that. */
  stop(): Promise<void>;
}

/**
 * Redis for `npm start` and for tests: the one at `url` if given, which is only looked at; else a server of our own
 * on a loopback port, with its data in `folder`, that dies with this process however that ends (Linux).
 *
 * @throws with a sentence that says what to do.
 */
export async function provideRedis(options: {
  url: string | undefined;
  port: number;
  folder: string;
  /** Gets the server's output, line by line. */
  onLine?: (line: string) => void;
}): Promise<ProvidedRedis> {
  if (options.url) {
    await requireRedis(options.url);
    return { url: options.url, ended: new Promise(() => {}), stop: async () => {} };
  }
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const server = await startServer(options.port, options.folder, options.onLine ?? (() => {}));
  const ended = once(server, 'exit').then(([code, signal]) => String(signal ?? `code ${code}`));
  const url = `redis://127.0.0.1:${options.port}`;
  await requireOwn(url, server, ended);
  return {
    url,
    ended,
    stop: async () => {
      server.kill('SIGTERM');
      const timer = setTimeout(() => server.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Everything acknowledged survives a kill -9 of the server: the append-only file is written before a reply is sent,
 * and `everysec` is only about when the disk has it. `noeviction`: the collector's queue must not lose keys.
 */
async function startServer(
  port: number,
  folder: string,
  onLine: (line: string) => void,
): Promise<ChildProcess> {
  const args = [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no', '--logfile', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'],
    // Else its environment and arguments are overwritten, by which one finds what belongs to a run.
    ...['--set-proc-title', 'no'],
  ];
  const binary = await redisServerPath();
  const [command, ...prefix] = [...(await diesWithParent()), binary];
  // In a process group of its own: Ctrl-C must not end it before those who use it.
  const server = spawn(command ?? binary, [...prefix, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [server.stdout, server.stderr]) createInterface({ input }).on('line', onLine);
  await once(server, 'spawn');
  return server;
}

/** The kernel then ends the child when its parent is gone, even by SIGKILL. setpriv is part of Debian's util-linux. */
async function diesWithParent(): Promise<string[]> {
  const command = ['setpriv', '--pdeathsig', 'KILL'];
  const [name = '', ...args] = command;
  return run(name, [...args, 'true']).then(
    () => command,
    () => [],
  );
}

/** Waits until the server answers, and makes sure that it is this one that does. */
async function requireOwn(url: string, server: ChildProcess, ended: Promise<string>): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let gone: string | undefined;
  void ended.then((how) => {
    gone = how;
  });
  for (;;) {
    const info = await serverInfo(url).catch(() => '');
    if (gone !== undefined) throw new Error(`redis-server ended at its start (${gone})`);
    if (info.includes(`process_id:${server.pid}\r\n`)) return;
    if (performance.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`redis-server did not answer on ${url} within ${READY_TIMEOUT_MS / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** @throws unless a Redis of version 7 or later answers at `url`. */
export async function requireRedis(url: string): Promise<void> {
  const where = url.replace(/\/\/[^@/]*@/, '//');
  const info = await serverInfo(url).catch((error: Error) => {
    throw new Error(
      `No Redis answers at REDIS_URL (${where}: ${error.message}). Start it, or unset REDIS_URL.`,
    );
  });
  const version = /redis_version:([\d.]+)/.exec(info)?.[1] ?? '0';
  if (Number.parseInt(version, 10) >= 7) return;
  throw new Error(`The Redis at REDIS_URL (${where}) is ${version}: version 7 or later is needed.`);
}

/** What Redis at `url` says of itself; rejects with the reason when it does not answer. */
export async function serverInfo(url: string): Promise<string> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The failed connection attempt holds the reason; the command only says that the connection is closed.
  let reason: Error | undefined;
  client.on('error', (error) => {
    reason = error;
  });
  try {
    await client.connect();
    return await client.info('server');
  } catch (error) {
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}

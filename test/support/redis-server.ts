import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redisServerPath } from '#local/redis-binary.ts';

export interface RedisServer {
  /** `redis://127.0.0.1:PORT`, or `rediss://…` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Sends a signal (SIGSTOP, SIGCONT, …) without waiting for its effect; SIGKILL when none is named. */
  kill(signal?: NodeJS.Signals): void;
  /** Ends it, waits until it is gone and removes its folder. */
  stop(): Promise<void>;
}

/** Whoever is to trust our TLS needs this file: NODE_EXTRA_CA_CERTS, or tls.setDefaultCACertificates. */
export const TLS_CERTIFICATE = fileURLToPath(new URL('./tls/loopback-certificate.pem', import.meta.url));
const TLS_ARGS = [
  ...['--tls-cert-file', TLS_CERTIFICATE, '--tls-ca-cert-file', TLS_CERTIFICATE, '--tls-auth-clients', 'no'],
  ...['--tls-key-file', fileURLToPath(new URL('./tls/loopback-key.pem', import.meta.url))],
];

const ATTEMPTS = 5;
const READY_TIMEOUT_MS = 10_000;

/**
 * A redis-server of the test's own on a free loopback port, without persistence. `args` come last and win, for
 * instance `['--appendonly', 'yes']`. `tls`: by TLS only, with a certificate of its own (test/support/tls). That it is
 * ours is known from its own output: it says it is ready only after the port was bound by it, and exits when another
 * process has the port.
 */
export async function startRedisServer({
  args = [],
  tls = false,
}: {
  args?: string[];
  tls?: boolean;
} = {}): Promise<RedisServer> {
  const binary = await redisServerPath();
  for (let attempt = 1; ; attempt++) {
    const dir = await mkdtemp(join(tmpdir(), 'redis-test-'));
    const port = await freePort();
    const child = spawn(
      binary,
      [
        ...(tls ? ['--port', '0', '--tls-port', `${port}`, ...TLS_ARGS] : ['--port', `${port}`]),
        ...['--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no', ...args],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    try {
      await ready(child);
      return running(child, `redis${tls ? 's' : ''}`, port, dir);
    } catch (error) {
      child.kill('SIGKILL');
      await rm(dir, { recursive: true, force: true });
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function running(child: ChildProcess, scheme: string, port: number, dir: string): RedisServer {
  const { pid } = child;
  if (pid === undefined) throw new Error('redis-server has no process id');
  const exited = once(child, 'exit');
  const endWithTest = () => child.kill('SIGKILL');
  process.once('exit', endWithTest);
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    pid,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal);
    },
    stop: async () => {
      process.removeListener('exit', endWithTest);
      child.kill('SIGKILL');
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`redis-server is not ready:\n${output}`)),
      READY_TIMEOUT_MS,
    );
    const settle = (error?: Error) => {
      clearTimeout(timer);
      error ? reject(error) : resolve();
    };
    child.once('error', settle);
    child.once('exit', (code) => settle(new Error(`redis-server exited with ${code}:\n${output}`)));
    const onData = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Ready to accept connections')) settle();
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { redisServerPath } from '#local/redis-binary.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';

/** A redis-server that keeps its data over a restart, as `npm start` runs it. */
export interface DrillRedis {
  url: string;
  pid(): number;
  /** Ends it and starts it again on the same data; resolves when it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(folder: string): Promise<DrillRedis> {
  const binary = await redisServerPath();
  const port = await freePorts(1);
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  let child = await start();

  async function start(): Promise<ChildProcess> {
    const started = spawn(binary, [...args, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], {
      stdio: 'ignore',
    });
    await eventually(() => answers(port), { timeoutMs: 10_000 });
    return started;
  }
  async function stop(): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: () => child.pid ?? 0,
    async restart() {
      await stop();
      child = await start();
    },
    stop,
  };
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.end();
      resolve();
    });
    socket.once('error', reject);
  });
}

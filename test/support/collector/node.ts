import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';
import type { WorkerDetail, WorkerReport, WorkersReport } from '#lib/domain/worker.ts';
import { ENV } from '#lib/env.ts';
import { restartReply, workerDetail, workersReport } from '#lib/schemas/collector.ts';

const SERVICE_KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';
const MAIN = new URL('../../../services/collector/main.ts', import.meta.url).pathname;

/** A collector node in a process of its own. */
export interface CollectorNode {
  readonly url: string;
  readonly instanceId: string;
  readonly pid: number;
  workers(): Promise<WorkersReport>;
  worker(exchange: string): Promise<WorkerDetail>;
  restart(exchange: string, reason?: string): Promise<WorkerReport>;
  request(method: 'GET' | 'POST', path: string, init?: { key?: string; body?: unknown }): Promise<Response>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it with SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
  /** Everything it logged. */
  log(): string;
}

export async function startNode(options: {
  instanceId: string;
  redisUrl: string;
  registryUrl: string;
  exchangeProxyUrl: string;
  pollIntervalMs?: number;
  env?: Record<string, string>;
}): Promise<CollectorNode> {
  const { instanceId } = options;
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      [ENV.port]: '0',
      [ENV.serviceApiKey]: SERVICE_KEY,
      [ENV.ccxtServiceUrl]: options.registryUrl,
      [ENV.redisUrl]: options.redisUrl,
      [ENV.exchangeProxyUrl]: options.exchangeProxyUrl,
      [ENV.instanceId]: instanceId,
      ...(options.pollIntervalMs && { [ENV.defaultPollIntervalMs]: String(options.pollIntervalMs) }),
      ...options.env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const url = `http://127.0.0.1:${await listening(child, exited, () => output)}`;

  const request: CollectorNode['request'] = (method, path, { key = SERVICE_KEY, body } = {}) =>
    fetch(url + path, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function json(response: Response): Promise<unknown> {
    if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
    return response.json();
  }

  return {
    url,
    instanceId,
    pid: child.pid ?? 0,
    request,
    workers: async () =>
      v.parse(workersReport, await json(await request('GET', '/workers'))) as WorkersReport,
    worker: async (exchange) =>
      v.parse(workerDetail, await json(await request('GET', `/workers/${exchange}`))) as WorkerDetail,
    async restart(exchange, reason = 'a test') {
      const reply = await json(await request('POST', `/workers/${exchange}/restart`, { body: { reason } }));
      return v.parse(restartReply, reply).worker as WorkerReport;
    },
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    log: () => output,
  };
}

async function listening(
  child: ChildProcess,
  exited: Promise<unknown>,
  output: () => string,
): Promise<number> {
  const message = await Promise.race([
    once(child, 'message') as Promise<[{ type: string; port: number }]>,
    exited.then(() => {
      throw new Error(`the node exited:\n${output()}`);
    }),
  ]);
  return message[0].port;
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ENV } from '#lib/env.ts';
import type { JobName, RouteName } from '#lib/routes.ts';
import { type EventOptions, httpEvent } from './http-event.ts';

export const ADMIN_KEY = 'k3y-0123456789abcdefghijklmnopqrstuv';
const SERVICE_KEY = 's3rvice-0123456789abcdefghijklmnopq';
const MAIN = fileURLToPath(new URL('./function-host-main.ts', import.meta.url));

interface Answer {
  id: number;
  result?: unknown;
  error?: { message: string; code?: string };
}

/** Runs the real functions in a process of their own, as Lambda does, against the given services. */
export function startFunctionHost(
  urls: { redis?: string; ccxt: string; collector: string },
  keys: { admin: string; service: string } = { admin: ADMIN_KEY, service: SERVICE_KEY },
  /** Environment beside those, or instead of them. */
  more: Record<string, string> = {},
  /** The process's module and its arguments, in place of the one with the real functions. */
  [main, ...args]: [main: string, ...args: string[]] = [MAIN],
) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const records = mkdtempSync(join(tmpdir(), 'ecp-records-'));
  const child = fork(main, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...env,
      [ENV.redisUrl]: urls.redis,
      [ENV.ccxtServiceUrl]: urls.ccxt,
      [ENV.collectorUrl]: urls.collector,
      [ENV.adminApiKey]: keys.admin,
      [ENV.serviceApiKey]: keys.service,
      [ENV.recordsPath]: join(records, 'records.sqlite'),
      ...more,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const ended = once(child, 'exit');
  void ended.then(() => {
    rmSync(records, { recursive: true, force: true });
    const error = { message: 'the function was killed' };
    for (const [id, settle] of waiting) settle({ id, error });
  });
  let calls = 0;
  let aheadMs = 0;

  /** The handler's result; rejects with its error. */
  async function send(name: RouteName | JobName, event: unknown): Promise<unknown> {
    calls += 1;
    const id = calls;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(id, resolve);
    child.send({ id, name, event, aheadMs });
    const { result, error } = await promise;
    waiting.delete(id);
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
    return result;
  }

  return {
    send,
    /** What the functions logged. */
    output: () => output,
    /** Calls a route over HTTP, with the admin key unless a test says otherwise. */
    async http(name: RouteName, options: EventOptions = {}) {
      const headers = {
        'x-admin-key': keys.admin,
        ...(options.body ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      };
      const response = (await send(
        name,
        httpEvent(name, { ...options, headers }),
      )) as APIGatewayProxyStructuredResultV2;
      const body = response.body ? JSON.parse(response.body) : undefined;
      return { status: response.statusCode, headers: response.headers ?? {}, body };
    },
    /** Has the clock of the functions' process go ahead. */
    advance(ms: number): void {
      aheadMs += ms;
    },
    /** SIGKILL; what is under way rejects, as an invocation does whose function dies. */
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
    async stop(): Promise<void> {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
export type FunctionHost = ReturnType<typeof startFunctionHost>;

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../services/ccxt/main.ts', import.meta.url));
export const SERVICE_KEY = 'q7Rm2Xv9Lk4Tz8Wb1Nc6Hd3Gf5Js0Pyo';

// biome-ignore lint/suspicious/noExplicitAny: replies are asserted on, not worked with
type Json = any;

export interface Reply {
  status: number;
  headers: Headers;
  json: Json;
}

export interface CcxtServiceProcess {
  url: string;
  pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** A request to /api/admin/exchanges with the key; a `body` that is not a string is sent as JSON. */
  admin(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** Ends it and gives its exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Runs the real service as a process of its own on a free port, as it is run in production. */
export async function startCcxtService(env: Record<string, string>): Promise<CcxtServiceProcess> {
  const { child, output } = spawnService({ PORT: '0', SERVICE_API_KEY: SERVICE_KEY, ...env });
  const ended = once(child, 'exit');
  const port = await Promise.race([
    once(child, 'message').then(([message]) => (message as { port: number }).port),
    ended.then(() => Promise.reject(new Error(`the service ended:\n${output()}`))),
  ]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    pid: child.pid ?? 0,
    output,
    get: (path) => request(`${url}${path}`, { method: 'GET' }),
    admin: (method, path, body, headers) =>
      request(`${url}/api/admin/exchanges${path}`, {
        method,
        headers: { 'x-api-key': SERVICE_KEY, ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, by] = await ended;
      return code ?? by;
    },
  };
}

/** Runs the service where it must not come up; gives its exit code and what it said. */
export async function runToItsEnd(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const { child, output } = spawnService({ PORT: '0', ...env });
  const [code] = await once(child, 'exit');
  return { code, output: output() };
}

function spawnService(env: Record<string, string>) {
  const { PATH = '' } = process.env;
  const child = fork(MAIN, { env: { PATH, ...env }, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { child, output: () => Buffer.concat(chunks).toString() };
}

async function request(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, json: await response.json() };
}

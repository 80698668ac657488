import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Endpoints, readEndpoints } from '#local/state/endpoints.ts';
import { freePorts } from './free-ports.ts';
import { processesMarked, signalIfRunning } from './processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** In the environment of every process of one system. */
const MARK = 'ECP_TEST_SYSTEM';
const READY_TIMEOUT_MS = 60_000;

export interface RunningSystem {
  endpoints: Endpoints;
  /** The state folder. */
  state: string;
  /** Everything that was printed so far. */
  output(): string;
  /** Running processes of this system, npm and supervisor included. */
  processes(): { pid: number; command: string }[];
  /** Sends a signal to npm (or, with `to`, to the supervisor) as a terminal or another program would. */
  signal(signal: NodeJS.Signals, to?: 'npm' | 'supervisor'): void;
  /** The exit code of npm, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>;
  /** SIGTERM to npm and the supervisor; settles when they have ended. Removes the state folder unless it was given. */
  stop(): Promise<void>;
}

/**
 * Runs `npm start` as a user does, on free ports, and waits for its `ready` line. A `state` folder that is given is
 * kept after `stop`. Rejects with the output when the system ends instead.
 */
export async function startSystem(
  options: { state?: string; args?: string[]; env?: Record<string, string> } = {},
): Promise<RunningSystem> {
  const state = options.state ?? (await mkdtemp(join(tmpdir(), 'ecp-system-')));
  const mark = randomUUID();
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn('npm', ['start', '--', '--state', state, ...(options.args ?? [])], {
    cwd: ROOT,
    env: { ...inherited, REDIS_URL: '', PORT: String(await freePorts(5)), ...options.env, [MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid: npm } = child;
  if (npm === undefined) throw new Error('npm could not be started');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const exited = once(child, 'exit').then(
    ([code, signal]) => (signal ?? code) as number | NodeJS.Signals | null,
  );
  const processes = () => processesMarked(MARK, mark);
  const endWithTest = () => {
    for (const { pid } of processes()) signalIfRunning(pid, 'SIGKILL');
  };
  process.once('exit', endWithTest);

  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    // npm 9.6.7 to 10.2 keep it to themselves (https://github.com/npm/run-script/pull/188).
    for (const { pid } of processes().filter(({ command }) => command.includes('local/start.mjs'))) {
      signalIfRunning(pid, 'SIGTERM');
    }
    await exited;
    process.removeListener('exit', endWithTest);
    if (!options.state) await rm(state, { recursive: true, force: true });
  }

  try {
    await Promise.race([
      printed(child.stdout, /^ready http/m, () => output),
      exited.then((how) => {
        throw new Error(`npm start ended (${how}) before it was ready:\n${output}`);
      }),
    ]);
    const endpoints = await readEndpoints(state);
    return {
      endpoints,
      state,
      output: () => output,
      processes,
      signal: (signal, to = 'npm') => process.kill(to === 'npm' ? npm : endpoints.pid, signal),
      exited,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function printed(stream: NodeJS.ReadableStream, line: RegExp, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready within ${READY_TIMEOUT_MS} ms:\n${output()}`)),
      READY_TIMEOUT_MS,
    );
    stream.on('data', () => {
      if (!line.test(output())) return;
      clearTimeout(timer);
      resolve();
    });
    stream.on('close', () => clearTimeout(timer));
  });
}

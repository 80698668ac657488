import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface RunningProcess {
  /** Where it listens; empty for one that was not waited for. */
  url: string;
  pid: number;
  /** Everything it wrote so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * A module of the project in a process of its own, with this environment and no other. Unless `listens` is false it
 * is waited for until it tells its port over IPC, as the services do.
 */
export async function startProcess(
  module: string,
  env: Record<string, string>,
  { listens = true, args = [] }: { listens?: boolean; args?: string[] } = {},
): Promise<RunningProcess> {
  const child = fork(fileURLToPath(new URL(`../../${module}`, import.meta.url)), args, {
    execArgv: [],
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = once(child, 'exit');
  const listening = listens
    ? Promise.race([
        once(child, 'message').then(([{ port }]) => `http://127.0.0.1:${(port as number) ?? ''}`),
        ended.then(([how]) => Promise.reject(new Error(`${module} ended (${how}):\n${output}`))),
      ])
    : '';
  return {
    url: await listening,
    pid: child.pid ?? 0,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

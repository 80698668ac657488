import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { cpuMs, residentMb } from './cpu.ts';

export interface FirstHealth {
  /** From spawn to the first 200. */
  wallMs: number;
  cpuMs: number;
  residentMb: number;
}

export interface RunningService extends FirstHealth {
  url: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a service that tells its port over IPC, and asks for its health as soon as it does. */
export async function startService(
  file: string,
  { environment, flags = [], cwd }: { environment: Record<string, string>; flags?: string[]; cwd?: string },
): Promise<RunningService> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...flags, file], {
    cwd,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`))),
  ])) as [{ port: number }];
  const url = `http://127.0.0.1:${port}`;
  await healthy(url).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} has no process id`);
  return {
    wallMs: performance.now() - startedAt,
    cpuMs: cpuMs(pid),
    residentMb: residentMb(pid),
    url,
    child,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function healthy(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${url}/health`, { agent: false }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.on('end', resolve);
      else reject(new Error(`/health answered ${response.statusCode}`));
    }).on('error', reject);
  });
}

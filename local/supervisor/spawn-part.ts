import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { PartProcess, PartSpec } from './part.ts';

/**
 * Starts a part as a Node process with an IPC channel, whose closing tells it that the supervisor is gone. It gets a
 * process group of its own: Ctrl-C reaches the supervisor alone, which then ends the parts in their order.
 */
export function spawnPart(
  spec: Pick<PartSpec, 'module' | 'args' | 'env'>,
  onLine: (line: string, stderr: boolean) => void,
): PartProcess {
  const child = fork(spec.module, spec.args, {
    env: spec.env,
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => onLine(line, false));
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => onLine(line, true));
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  return { ended, signal: (signal) => child.kill(signal) };
}

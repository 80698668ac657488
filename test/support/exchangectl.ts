import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

const BIN = fileURLToPath(new URL('../../client/exchangectl.mjs', import.meta.url));

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

function environment(env: Record<string, string>) {
  const { NODE_OPTIONS: _, EXCHANGECTL_ADMIN_KEY: __, ...inherited } = process.env;
  return { ...inherited, ...env };
}

/** Starts the CLI as a shell does; its standard input is no terminal. */
export function startCli(args: string[], env: Record<string, string>, bin = BIN) {
  const child = spawn(process.execPath, [bin, ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result: CliResult = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    result.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    result.stderr += text;
  });
  const ended = once(child, 'close').then(([code]): CliResult => ({ ...result, code }));
  return { ended, seen: () => result.stdout, interrupt: () => child.kill('SIGINT') };
}

/** Runs the CLI in a terminal of its own, by script(1), and types each answer once what asks for it is seen. */
export async function inTerminal(
  args: string[],
  env: Record<string, string>,
  typed: [asked: string, answer: string][],
) {
  const command = [process.execPath, BIN, ...args].map((part) => `'${part}'`).join(' ');
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    env: environment(env),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text;
  });
  const closed = once(child, 'close');
  for (const [asked, answer] of typed) {
    await eventually(
      () => {
        if (!screen.includes(asked)) throw new Error(`not asked ${asked}: ${screen}`);
      },
      { timeoutMs: 15_000 },
    );
    child.stdin.write(answer);
  }
  const [code] = await closed;
  return { code: code as number, screen };
}

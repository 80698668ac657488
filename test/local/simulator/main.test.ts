import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { simulatorConfig } from '#local/simulator/config.ts';
import { startSimulator } from '#local/simulator/start.ts';
import { eventually } from '../../support/eventually.ts';

const MAIN = fileURLToPath(new URL('../../../local/simulator/main.ts', import.meta.url));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(env: Record<string, string>) {
  const child = fork(MAIN, { env: { PATH: process.env.PATH, ...env }, silent: true });
  children.push(child);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  const exited = once(child, 'exit').then(([code]) => code);
  return { child, exited, output: () => output };
}

async function listening(child: ChildProcess): Promise<number> {
  const [message] = await once(child, 'message');
  expect(message).toEqual({ type: 'listening', port: expect.any(Number) });
  return message.port;
}

describe('as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves until %s, and logs JSON lines', async (signal) => {
    const { child, exited, output } = run({ PORT: '0' });
    const port = await listening(child);
    expect((await fetch(`http://127.0.0.1:${port}/__health`)).status).toBe(200);
    child.kill(signal);
    expect(await exited).toBe(0);
    await eventually(() => expect(output()).toContain('stopping'));
    const lines = output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ name: 'simulator', msg: 'listening', port }),
      expect.objectContaining({ msg: 'stopping', why: signal }),
    ]);
  });

  it('ends when its parent is gone', async () => {
    const { child, exited, output } = run({ PORT: '0' });
    await listening(child);
    child.disconnect();
    expect(await exited).toBe(0);
    await eventually(() => expect(output()).toContain('parent gone'));
  });

  it('says that its port is taken and exits with 98', async () => {
    const other = await startSimulator();
    const { exited, output } = run({ PORT: String(other.port) });
    expect(await exited).toBe(98);
    await other.close();
    const sentence = `port ${other.port} is taken: stop what listens there, or set PORT to a free one`;
    await eventually(() => expect(output()).toContain(sentence));
  });
});

describe('its environment', () => {
  it('has defaults', () => {
    expect(simulatorConfig({})).toEqual({ host: '127.0.0.1', port: 3003, logLevel: 'info' });
  });

  it.each([
    ['PORT', 'x'],
    ['PORT', '65536'],
    ['LOG_LEVEL', 'loud'],
  ])('is refused when %s is %s', (name, value) => {
    expect(() => simulatorConfig({ [name]: value })).toThrow(name);
  });
});

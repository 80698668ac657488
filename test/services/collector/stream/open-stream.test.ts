import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Simulated, simulated } from '../../../support/collector/simulated.ts';

const CHURN = new URL('../../../support/collector/socket-churn-main.ts', import.meta.url).pathname;

let sim: Simulated;
beforeAll(async () => {
  sim = await simulated();
});
afterAll(() => sim.close());

async function churn(...args: string[]): Promise<[code: number | null, errors: string]> {
  const child = spawn(process.execPath, [CHURN, sim.url, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return [code, errors];
}

it('a websocket that closes while it is being opened ends nothing; with ccxt as it comes it ends the process', async () => {
  expect(await churn()).toEqual([0, '']);
  const [code, errors] = await churn('throttled');
  expect(code).not.toBe(0);
  expect(errors).toContain('WebSocket is not open');
}, 60_000);

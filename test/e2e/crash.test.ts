import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';

/** Each part, by what its command line holds. */
const PARTS = {
  redis: /^\S*redis-server/,
  'CCXT service': /services\/ccxt\/main/,
  collector: /services\/collector\/main/,
  gateway: /local\/gateway\/main/,
  jobs: /local\/jobs\/main/,
  supervisor: /local\/start/,
};

let state: string;
let system: RunningSystem;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'ecp-crash-'));
  system = await startSystem({ state });
  const api = apiClient(system.endpoints);
  expect(await api({ method: 'POST', path: '/add/bitstamp' })).toMatchObject({ status: 200 });
  const body = { reason: 'late', ttlSeconds: 3_600 };
  expect(await api({ method: 'POST', path: '/blacklist/okx', body })).toMatchObject({ status: 200 });
}, 120_000);
afterAll(async () => {
  await system?.stop();
  await rm(state, { recursive: true, force: true });
}, 20_000);

/** Bitstamp is still configured and collected, okx still blacklisted. Asked of the services, not of a cache. */
async function nothingIsLost(): Promise<void> {
  const { ccxtServiceUrl, collectorUrl, serviceApiKey } = system.endpoints;
  const ask = async (url: string) => {
    const response = await fetch(url, { headers: { 'x-api-key': serviceApiKey } });
    // biome-ignore lint/suspicious/noExplicitAny: the expectations say what is expected of it
    return (await response.json()) as any;
  };
  await eventually(
    async () => {
      const config = await ask(`${ccxtServiceUrl}/api/admin/exchanges/config`);
      expect(config.activeExchanges).toContain('bitstamp');
      expect(config.blacklist).toMatchObject([{ exchange: 'okx', reason: 'late' }]);
      const { workers } = await ask(`${collectorUrl}/workers`);
      const states = Object.fromEntries(
        workers.map(({ exchange, state }: { exchange: string; state: string }) => [exchange, state]),
      );
      expect(states).toMatchObject({ bitstamp: 'running', binance: 'running', okx: 'blacklisted' });
    },
    { timeoutMs: 45_000, everyMs: 200 },
  );
}

it.each(Object.entries(PARTS))(
  'after kill -9 of the %s nothing is lost',
  async (name, command) => {
    const alive = () => system.processes().filter((process) => command.test(process.command));
    const victims = alive().map(({ pid }) => pid);
    expect(victims.length).toBeGreaterThan(0);
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    if (name === 'supervisor') {
      await system.exited;
      await eventually(() => expect(system.processes()).toEqual([]), { timeoutMs: 15_000 });
      system = await startSystem({ state });
    }
    await eventually(
      () => expect(alive().filter(({ pid }) => !victims.includes(pid))).toHaveLength(victims.length),
      {
        timeoutMs: 15_000,
      },
    );
    await nothingIsLost();
  },
  120_000,
);

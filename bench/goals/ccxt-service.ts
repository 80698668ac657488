import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { startSimulator } from '#local/simulator/start.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import type { Lab } from '../harness/lab.ts';
import { rounds } from '../harness/rounds.ts';
import { type FirstHealth, startService } from '../harness/service.ts';
import { ratios, summary } from '../harness/statistics.ts';
import type { Goal, Line } from './goal.ts';

const KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';
const REFRESHED = 100;
const GOAL = { goal: 8 } as const;

export const ccxtServiceStart: Goal = {
  number: 8,
  title: 'CCXT service: first /health, memory, and the event loop during a refresh of 100 exchanges',
  async run(lab, count) {
    const folder = await mkdtemp(join(tmpdir(), 'ecp-bench-ccxt-'));
    const simulator = await startSimulator();
    try {
      const image = await layOut(lab, folder);
      return [
        ...(await firstHealth(lab, image, count)),
        ...(await refreshes(image, simulator.url, Math.ceil(count / 4))),
      ];
    } finally {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The bundle beside ccxt and nothing else, as the image has it. */
async function layOut(lab: Lab, folder: string): Promise<string> {
  const image = join(folder, 'app');
  await cp(lab.service('ccxt'), image, { recursive: true });
  await mkdir(join(image, 'node_modules'));
  await symlink(`${lab.root}node_modules/ccxt`, join(image, 'node_modules/ccxt'));
  return image;
}

/** On a new registry each time. */
async function firstHealth(lab: Lab, image: string, count: number): Promise<Line[]> {
  const environment = () => ({
    [ENV.registryPath]: join(image, `${crypto.randomUUID()}.sqlite`),
    [ENV.serviceApiKey]: KEY,
    [ENV.logLevel]: 'error',
    BENCH_CATALOG: `${lab.root}services/ccxt/catalog.json`,
  });
  const files = {
    bare: `${lab.root}bench/peers/bare-health.mjs`,
    ours: join(image, 'main.mjs'),
    source: `${lab.root}services/ccxt/main.ts`,
  };
  const names = ['bare', 'ours', 'source'] as const;
  const measured = await rounds<(typeof names)[number], FirstHealth>(count, names, async (name) => {
    const service = await startService(files[name], { environment: environment() });
    await service.stop();
    return service;
  });
  const wall = (name: (typeof names)[number]) => measured[name].map(({ wallMs }) => wallMs);
  const cpu = (name: (typeof names)[number]) => measured[name].map(({ cpuMs }) => cpuMs);
  return [
    { ...GOAL, unit: 'ms', what: 'bare server: first /health', measured: summary(wall('bare')) },
    {
      ...GOAL,
      unit: '×',
      what: 'bundle / bare server: first /health',
      measured: summary(ratios(wall('ours'), wall('bare'))),
      atMost: 1.5,
    },
    {
      ...GOAL,
      unit: '×',
      what: 'bundle / bare server: CPU',
      measured: summary(ratios(cpu('ours'), cpu('bare'))),
    },
    {
      ...GOAL,
      unit: '×',
      what: 'TypeScript source / bare server: first /health',
      measured: summary(ratios(wall('source'), wall('bare'))),
    },
    {
      ...GOAL,
      unit: 'MB',
      what: 'memory before the first exchange',
      measured: summary(measured.ours.map(({ residentMb }) => residentMb)),
      atMost: 80,
    },
  ];
}

/** Of exchanges that the simulator has, and of others that it refuses; every one is asked and its answer kept. */
async function refreshes(image: string, proxyUrl: string, count: number): Promise<Line[]> {
  const seeds = [...readCatalog().keys()].slice(0, REFRESHED);
  const service = await startService(join(image, 'main.mjs'), {
    flags: ['--import', new URL('../inside/loop-delay.mjs', import.meta.url).href],
    environment: {
      [ENV.registryPath]: join(image, 'refreshed.sqlite'),
      [ENV.seedExchanges]: seeds.join(),
      [ENV.exchangeProxyUrl]: proxyUrl,
      [ENV.serviceApiKey]: KEY,
      [ENV.logLevel]: 'silent',
    },
  });
  const longest = async () => {
    service.child.send('loop-delay');
    const [reply] = await once(service.child, 'message');
    return reply as { longestMs: number; longestCpuMs: number };
  };
  const found: { longestMs: number; longestCpuMs: number }[] = [];
  try {
    for (let n = 0; n < count; n++) {
      await longest(); // which begins anew
      await refresh(service.url, seeds.length);
      found.push(await longest());
    }
  } finally {
    await service.stop();
  }
  return [
    {
      ...GOAL,
      unit: 'ms',
      what: 'longest block of the event loop, refresh of 100 exchanges',
      measured: summary(found.map(({ longestCpuMs }) => longestCpuMs)),
      atMost: 50,
    },
    {
      ...GOAL,
      unit: 'ms',
      what: 'the same, with waiting for a processor',
      measured: summary(found.map(({ longestMs }) => longestMs)),
    },
  ];
}

async function refresh(url: string, exchanges: number): Promise<void> {
  const path = '/api/admin/exchanges/refresh';
  const response = await fetch(url + path, { method: 'POST', headers: { 'x-api-key': KEY } });
  const reply = (await response.json()) as Record<string, string[]>;
  if (response.status !== 200 || reply.activeExchanges?.length !== exchanges)
    throw new Error(`refresh answered ${response.status}: ${JSON.stringify(reply).slice(0, 300)}`);
  const { added = [], unchanged = [], updated = [] } = reply;
  if (added.length + unchanged.length + updated.length === 0) throw new Error('no exchange was refreshed');
}

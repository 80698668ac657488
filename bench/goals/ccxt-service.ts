import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { startSimulator } from '#local/simulator/start.ts';
import type { Lab } from '../harness/lab.ts';
import { rounds } from '../harness/rounds.ts';
import { type FirstHealth, startService } from '../harness/service.ts';
import { ratios, summary } from '../harness/statistics.ts';
import { refreshes } from './ccxt-refresh.ts';
import type { Goal, Line } from './goal.ts';

const KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';
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

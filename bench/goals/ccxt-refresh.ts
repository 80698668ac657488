import { once } from 'node:events';
import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { startService } from '../harness/service.ts';
import { summary } from '../harness/statistics.ts';
import type { Line } from './goal.ts';

const KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';
const REFRESHED = 100;
const GOAL = { goal: 8 } as const;

/**
 * How long a refresh holds up the service's event loop. Of exchanges that the simulator has, and of others that it
 * refuses; every one is asked and its answer kept. `image` is the folder of the bundle.
 */
export async function refreshes(image: string, proxyUrl: string, count: number): Promise<Line[]> {
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

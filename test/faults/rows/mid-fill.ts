import { cacheKeys } from '#lib/redis-keys.ts';
import { commandCalls } from '../cache.ts';
import { must, until } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Answer, Subject } from '../subject.ts';

const { value } = cacheKeys('exchange:config');
const REGISTRY_READ = /^GET \S+\/config /;

const said = ({ status, outcome, code }: Answer) => `${status} ${outcome}${code}`;

/** Begins a read whose fill is under way when `meanwhile` happens. */
export async function inMidFill(reader: Subject, meanwhile: () => Promise<unknown>) {
  reader.ccxt.inject({ kind: 'hold', times: 1, match: REGISTRY_READ });
  const reading = reader.read();
  await until("the registry's answer is on its way", 5_000, () => reader.ccxt.held > 0);
  await meanwhile();
  await reader.ccxt.heal();
  const answer = await reading;
  must(answer.status === 200, `the read in the middle of it was ${said(answer)}`);
  return answer;
}

async function scriptsForgotten(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await inMidFill(subject, () => cache.admin.script('FLUSH'));
  const next = await subject.read();
  must(next.outcome === 'HIT', `the next read was ${said(next)}, not a hit`);
  await cache.admin.script('FLUSH');
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  return { reads: '200, filled', mutations: '200', injected: await commandCalls(cache, 'script|flush') };
}

async function allForgotten(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await inMidFill(subject, () => cache.admin.flushall());
  must((await cache.admin.exists(value)) === 0, 'a fill from before FLUSHALL was stored');
  must(subject.logged('"fill_refused":1') === 1, 'the refused fill was not counted');
  const next = await subject.read();
  must(next.outcome === 'MISS', `the next read was ${said(next)}, not a miss`);
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  return { reads: '200, fill refused', mutations: '200', injected: await commandCalls(cache, 'flushall') };
}

export const midFillRows: Row[] = [
  {
    number: 14,
    fault: 'SCRIPT FLUSH in mid-fill',
    scenario: scriptsForgotten,
    controls: ['the answer to NOSCRIPT'],
  },
  { number: 15, fault: 'FLUSHALL in mid-fill', scenario: allForgotten, controls: ['the lease'] },
];

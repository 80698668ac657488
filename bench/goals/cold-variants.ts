import { type ColdStart, coldStart, type Variant } from '../harness/cold.ts';
import type { Lab } from '../harness/lab.ts';
import type { Answer } from '../harness/response.ts';
import { rounds } from '../harness/rounds.ts';
import { ratios, summary } from '../harness/statistics.ts';

/** Without TLS, or with TLS and login as deployed. */
export type Connection = 'plain' | 'tls';
export const CONNECTIONS: readonly Connection[] = ['plain', 'tls'];
export const suffix = (how: Connection) => (how === 'tls' ? ', TLS and login' : '');

const READ = 'get-supported';

/** A cached 2 KB read by ours, and the handlers that it is compared with. */
export async function readVariants(lab: Lab, how: Connection) {
  const shared = await sharedBy(lab, how);
  const { environment, event } = shared;
  return {
    empty: { environment, event, layout: lab.peer('empty') },
    ours: { ...shared, layout: lab.product(READ), prove: isOurHit },
    'ours, code cache': { ...shared, layout: lab.product(READ, 'codeCache'), prove: isOurHit },
    'raw ioredis': { ...shared, layout: lab.peer('ioredis') },
    'ours, one eager ESM file': { ...shared, layout: lab.peer(`eager-${READ}`), prove: isOurHit },
  } satisfies Record<string, Variant>;
}

/** The same read by others. */
export async function peerVariants(lab: Lab, how: Connection) {
  const shared = await sharedBy(lab, how);
  const prove = saysHeader('x-powered-by', 'Express');
  return {
    hono: { ...shared, layout: lab.peer('hono'), prove: saysHeader('x-dns-prefetch-control', 'off') },
    express: { ...shared, layout: lab.peer('express'), prove },
    'express, no logs and metrics': { ...shared, layout: lab.peer('express-bare'), prove },
  } satisfies Record<string, Variant>;
}

async function sharedBy(lab: Lab, how: Connection) {
  const event = await lab.event(READ);
  return { environment: lab.environment(READ, how), event, digest: lab.digestOf(READ) };
}

/** Answered from the cache by the whole pipeline; and nothing was logged, that a code cache was rejected neither. */
export function isOurHit({ headers }: Answer, output: string): void {
  const { 'x-cache': outcome, 'x-request-id': id, etag } = headers;
  if (outcome !== 'HIT' || !id || !etag || output !== '')
    throw new Error(`no hit of ours: ${JSON.stringify(headers)}\n${output}`);
}

function saysHeader(name: string, value: string) {
  return ({ headers }: Answer) => {
    if (headers[name] !== value) throw new Error(`not the peer that was meant: ${JSON.stringify(headers)}`);
  };
}

/** Starts each variant once a round; their CPU. */
export async function coldCpu<K extends string>(count: number, variants: Record<K, Variant>) {
  const names = Object.keys(variants) as K[];
  const starts = await rounds<K, ColdStart>(count, names, (name) => coldStart(name, variants[name]));
  const cpu = (name: K) => starts[name].map(({ cpuMs }) => cpuMs);
  return {
    ms: (name: K) => summary(cpu(name)),
    ratio: (name: K, to: K) => summary(ratios(cpu(name), cpu(to))),
  };
}

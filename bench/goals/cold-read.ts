import { coldStart, type Variant } from '../harness/cold.ts';
import type { Lab } from '../harness/lab.ts';
import type { Answer } from '../harness/response.ts';
import { rounds } from '../harness/rounds.ts';
import { ratios, summary } from '../harness/statistics.ts';
import type { Goal, Line } from './goal.ts';

export const coldRead: Goal = {
  number: 1,
  title: 'cold CPU of a read function / an empty handler',
  async run(lab, count) {
    return [...(await measured(lab, count, 'plain')), ...(await measured(lab, count, 'tls'))];
  },
};

async function measured(lab: Lab, count: number, how: 'plain' | 'tls'): Promise<Line[]> {
  const variants = await coldVariants(lab, how);
  const names = Object.keys(variants);
  const starts = await rounds(count, names, (name) => coldStart(name, variants[name] as Variant));
  const empty = (starts.empty ?? []).map(({ cpuMs }) => cpuMs);
  const secure = how === 'tls' ? ', TLS and login' : '';
  const limits: Record<string, number> =
    how === 'plain' ? { 'get-supported': 2.0, 'get-supported, code cache': 1.7 } : {};
  return names.flatMap((name): Line[] => {
    const cpu = (starts[name] ?? []).map(({ cpuMs }) => cpuMs);
    const limit = limits[name];
    if (name === 'empty') return [{ goal: 1, what: `empty${secure}`, unit: 'ms', measured: summary(cpu) }];
    return [
      {
        goal: 1,
        what: `${name}${secure}`,
        unit: '×',
        measured: summary(ratios(cpu, empty)),
        ...(limit === undefined ? {} : { atMost: limit }),
      },
    ];
  });
}

/** A hit of 2 KB by us and by others. */
export async function coldVariants(lab: Lab, how: 'plain' | 'tls'): Promise<Record<string, Variant>> {
  const read = 'get-supported';
  const shared = {
    environment: lab.environment(read, how),
    event: await lab.event(read),
    digest: lab.digestOf(read),
  };
  const { environment, event } = shared;
  return {
    empty: { environment, event, layout: lab.peer('empty') },
    'get-supported': { ...shared, layout: lab.product(read), prove: isOurHit },
    'raw ioredis': { ...shared, layout: lab.peer('ioredis') },
    'get-supported, eager ESM': { ...shared, layout: lab.peer('eager-get-supported'), prove: isOurHit },
    ...(lab.hasForeignPeers && {
      express: { ...shared, layout: lab.peer('express'), prove: saysHeader('x-powered-by', 'Express') },
      hono: {
        ...shared,
        layout: lab.peer('hono'),
        prove: saysHeader('x-permitted-cross-domain-policies', 'none'),
      },
    }),
  };
}

/** Answered from the cache by the whole pipeline, and nothing was logged. */
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

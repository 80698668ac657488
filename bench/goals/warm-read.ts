import type { Variant } from '../harness/cold.ts';
import type { Lab } from '../harness/lab.ts';
import { rounds } from '../harness/rounds.ts';
import { ratios, summary } from '../harness/statistics.ts';
import { type WarmFunction, warmFunction } from '../harness/warm.ts';
import { isOurHit } from './cold-variants.ts';
import type { Goal, Line } from './goal.ts';

const READ = 'get-config';
/** Of each variant in a round. */
const INVOCATIONS = 40;

export const warmRead: Goal = {
  number: 4,
  title: 'warm 200 KB configuration through the runtime / parse and stringify',
  async run(lab, count) {
    const variants = await variantsOf(lab);
    const names = Object.keys(variants) as (keyof typeof variants)[];
    const running = new Map<string, WarmFunction>();
    try {
      for (const name of names) running.set(name, await warmFunction(name, variants[name], 30 + 10 * count));
      const measured = await rounds(count, names, async (name) => {
        const one = running.get(name);
        if (!one) throw new Error(`${name} does not run`);
        return one.measure(INVOCATIONS);
      });
      const naive = measured['parse and stringify'];
      const line = (name: (typeof names)[number], atMost?: number): Line => ({
        goal: 4,
        unit: '×',
        what: name,
        measured: summary(
          ratios(
            measured[name].map(({ wallMs }) => wallMs),
            naive.map(({ wallMs }) => wallMs),
          ),
        ),
        ...(atMost !== undefined && { atMost }),
      });
      return [
        {
          goal: 4,
          unit: 'ms',
          what: 'parse and stringify',
          measured: summary(naive.map(({ wallMs }) => wallMs)),
        },
        line('ours, brotli', 0.2),
        line('ours, not modified (304)'),
        line('ours, no brotli'),
        line('raw ioredis'),
        line('empty handler'),
        {
          goal: 4,
          unit: '×',
          what: 'ours, brotli: CPU',
          measured: summary(
            ratios(
              measured['ours, brotli'].map(({ cpuMs }) => cpuMs),
              naive.map(({ cpuMs }) => cpuMs),
            ),
          ),
        },
      ];
    } finally {
      for (const one of running.values()) await one.stop();
    }
  },
};

async function variantsOf(lab: Lab) {
  const event = await lab.event(READ);
  const shared = { environment: lab.environment(READ), event, digest: lab.digestOf(READ) };
  const asking = (headers: Record<string, string>) => ({ ...event, headers });
  const own = { ...shared, layout: lab.product(READ), prove: isOurHit };
  return {
    'empty handler': { ...shared, digest: undefined, layout: lab.peer('empty') },
    'parse and stringify': { ...shared, layout: lab.peer('naive') },
    'raw ioredis': { ...shared, layout: lab.peer('ioredis') },
    'ours, brotli': { ...own, event: asking({ 'accept-encoding': 'gzip, br' }) },
    'ours, no brotli': { ...own, event: asking({}) },
    'ours, not modified (304)': {
      ...own,
      event: asking({ 'if-none-match': '*' }),
      status: 304,
      digest: undefined,
    },
  } satisfies Record<string, Variant>;
}

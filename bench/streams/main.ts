import { fork } from 'node:child_process';
import { once } from 'node:events';
import { WAYS, type Way } from './ways.ts';

/*
 * Polls against websockets of the same simulated symbols, by CPU, memory and age of data:
 *   node bench/streams/main.ts [exchanges in one process] [measured seconds] [rounds]
 * Each way runs in a process of its own, the simulated exchanges in another; medians of the rounds. Prices change
 * every 250 ms.
 */
const COUNT = Number(process.argv[2] ?? 3);
const MEASURED_MS = 1000 * Number(process.argv[3] ?? 10);
const ROUNDS = Number(process.argv[4] ?? 3);
const WARM_UP_MS = 3_000;
const EXCHANGES = ['okx', 'kraken'];

interface Measured {
  cpuPercent: number;
  rssMb: number;
  cycles: number;
  silent: number;
  tickersPerCycle: number;
  ages: { held: number[]; written: number[] };
  failures: string[];
}
interface Stats {
  exchanges: Record<string, { requests: number; sockets: { received: number; sent: number } }>;
}
type Row = Record<string, number | undefined>;

const file = (path: string) => new URL(path, import.meta.url).pathname;

const simulator = fork(file('../../local/simulator/main.ts'), {
  env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn' },
});
const [{ port }] = (await once(simulator, 'message')) as [{ port: number }];
const url = `http://127.0.0.1:${port}/`;

const cases = EXCHANGES.flatMap((exchange) => WAYS.map((way) => ({ exchange, way, rows: [] as Row[] })));
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const { exchange, way, rows } of cases) rows.push(await measure(way, exchange));
  }
} finally {
  simulator.kill();
}
console.log(`${COUNT} aliases in one process, a cycle each second, ${ROUNDS} times ${MEASURED_MS / 1000} s`);
console.table(cases.map(({ exchange, way, rows }) => ({ exchange, way, ...medians(rows) })));

async function measure(way: Way, exchange: string): Promise<Row> {
  const args = [way, exchange, String(COUNT), url, String(WARM_UP_MS), String(MEASURED_MS)];
  const worker = fork(file('./worker.ts'), args);
  const exited = once(worker, 'exit');
  const ended = exited.then(([code]) =>
    Promise.reject(new Error(`${way} of ${exchange} ended with ${code}`)),
  );
  const [measured] = (await Promise.race([once(worker, 'message'), ended])) as [Measured];
  const { exchanges } = (await (await fetch(`${url}__stats`)).json()) as Stats;
  await exited;
  await fetch(`${url}__stats`, { method: 'DELETE' });
  if (measured.failures[0]) console.error(`${exchange}, ${way}: ${measured.failures[0]}`);
  const load = Object.entries(exchanges).flatMap(([name, stats]) =>
    name.startsWith(`${exchange}-${way}-`) ? [stats] : [],
  );
  const seconds = (MEASURED_MS + WARM_UP_MS + 2_000) / 1000;
  const perSecond = (of: (stats: (typeof load)[number]) => number) =>
    load.reduce((sum, stats) => sum + of(stats), 0) / load.length / seconds;
  const { held, written } = measured.ages;
  return {
    'CPU % each': measured.cpuPercent / COUNT,
    'RSS MB in all': measured.rssMb,
    cycles: measured.cycles,
    silent: measured.silent,
    failed: measured.failures.length,
    tickers: measured.tickersPerCycle,
    'requests/s each': perSecond(({ requests }) => requests),
    'messages/s each': perSecond(({ sockets }) => sockets.sent),
    // kraken's tickers do not say when they are from
    'held: mean age ms': mean(held),
    'held: p95': percentile(held, 0.95),
    'written: mean age ms': mean(written),
    'written: p95': percentile(written, 0.95),
  };
}

function medians(rows: Row[]): Record<string, number | string> {
  return Object.fromEntries(
    Object.keys(rows[0] ?? {}).map((name) => {
      const median = percentile(
        rows.flatMap((row) => row[name] ?? []),
        0.5,
      );
      return [name, median === undefined ? '-' : Math.round(10 * median) / 10];
    }),
  );
}

function mean(values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** The smallest value that is at least as large as the given part of all. */
function percentile(values: number[], part: number): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.ceil(part * values.length) - 1];
}

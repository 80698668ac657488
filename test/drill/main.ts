import { parseArgs } from 'node:util';
import { DRILLS, type Drill } from './drills.ts';
import { type Measured, measure } from './measure.ts';
import { settled } from './settled.ts';
import { type DrillSystem, startDrillSystem } from './system.ts';
import { writtenAgain } from './writes.ts';

const USAGE =
  'npm run drill [-- --only WORD] [--exchanges N]   WORD: a part of the drills’ names, or "engine" or "parsing"';
const INTERVAL_MS = 1_000;
/** A hundred times all tickers in a second are more than this is about. */
const LIVE_INTERVAL_MS = 5_000;
/** A wrong state is corrected within staleAfterMs + 1 s; `deliveringMs` counts from staleAfterMs on. */
const WRONG_DELIVERING_MS = 1_000;
const WRONG_NOT_DELIVERING_MS = 4_000;
/** docs/performance.md, goal 9: hundredths of a core a node, with polls that return at once. */
const ENGINE_CPU_PERCENT = 15;
/** Polls of each exchange until V8 has compiled what runs often, which costs a node a few hundredths of a core meanwhile. */
const WARM_UP = 60;

const { only, exchanges } = options();
const drills = DRILLS.filter(({ name }) => !only || name.includes(only));
const failures: string[] = [];
if (drills.length > 0) await runDrills(drills);
const ENGINE = 'engine: polls that return at once';
const PARSING = 'parsing: all tickers of every exchange, at the interval of real ones';
if (!only || ENGINE.includes(only)) await runUsage('idle', ENGINE, ENGINE_CPU_PERCENT);
if (!only || PARSING.includes(only)) await runUsage('full', PARSING, Number.POSITIVE_INFINITY);
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(failures.length === 0 ? 'every drill held' : `${failures.length} fell short`);
process.exit(failures.length === 0 ? 0 : 1);

async function runDrills(chosen: Drill[]): Promise<void> {
  const system = await started('light');
  try {
    for (const { name, limits, run } of chosen) {
      await settled(system);
      const { measured, problems } = await run(system);
      const short = [...problems, ...shortcomings(measured, limits)];
      print(name, measured, short);
      failures.push(...short.map((one) => `${name}: ${one}`));
    }
  } finally {
    await system.stop();
  }
}

/** What a node takes: the engine's own work, and all of it with ccxt's parsing of every ticker. */
async function runUsage(polls: 'idle' | 'full', name: string, cpuPercent: number): Promise<void> {
  const system = await started(polls);
  try {
    await settled(system);
    const { writes, exchanges: ids } = system;
    if (polls === 'idle') await writtenAgain(writes, ids, { times: WARM_UP, timeoutMs: 120_000 });
    const measured = await measure(system, { cycles: polls === 'full' ? 3 : 25, disturb: async () => {} });
    const short = measured.usage.nodes
      .filter((node) => node.cpuPercent > cpuPercent)
      .map((node) => `${node.name} takes ${node.cpuPercent} % of a core`);
    print(name, measured, short);
    failures.push(...short.map((one) => `${name}: ${one}`));
  } finally {
    await system.stop();
  }
}

async function started(polls: 'light' | 'full' | 'idle'): Promise<DrillSystem> {
  const system = await startDrillSystem({
    exchanges,
    intervalMs: polls === 'full' ? LIVE_INTERVAL_MS : INTERVAL_MS,
    polls,
  });
  await Promise.all([system.boot('a'), system.boot('b')]);
  return system;
}

function shortcomings({ gap, attemptsAtOnce, staleWrites, claims }: Measured, limits: Drill['limits']) {
  const found: [boolean, string][] = [
    [gap.p99 > limits.p99, `gap of 99 % is ${gap.p99} ms, at most ${limits.p99}`],
    [gap.max > limits.max, `gap of ${gap.worst} is ${gap.max} ms, at most ${limits.max}`],
    [attemptsAtOnce > 1, `${attemptsAtOnce} attempts at once`],
    [staleWrites > 0, `${staleWrites} late writes were not refused`],
    [
      claims.deliveringMs > WRONG_DELIVERING_MS,
      `said to deliver for ${claims.deliveringMs} ms too long, at most ${WRONG_DELIVERING_MS}`,
    ],
    [
      claims.notDeliveringMs > WRONG_NOT_DELIVERING_MS,
      `said not to deliver for ${claims.notDeliveringMs} ms after it did, at most ${WRONG_NOT_DELIVERING_MS}`,
    ],
  ];
  return found.flatMap(([isShort, text]) => (isShort ? [text] : []));
}

function print(name: string, { gap, claims, usage, ...rest }: Measured, short: string[]): void {
  const nodes = usage.nodes.map((node) => `${node.name} ${node.cpuPercent} % ${node.rssMb} MB`).join(', ');
  const { redis } = usage;
  console.log(`${short.length === 0 ? 'ok    ' : 'SHORT '} ${name}`);
  console.log(`       longest gap: 99 % ${gap.p99} ms, all ${gap.max} ms (${gap.worst})`);
  console.log(
    `       all written again after ${rest.takeover} ms; attempts at once ${rest.attemptsAtOnce}; late writes refused ${rest.refused}`,
  );
  console.log(
    `       wrong states: "delivers" ${Math.max(0, claims.deliveringMs)} ms beyond staleAfterMs, "does not" ${claims.notDeliveringMs} ms; ${claims.samples} samples, ${claims.unanswered} unanswered`,
  );
  console.log(
    `       nodes: ${nodes}, starved ${usage.starvedMs} ms; Redis ${redis.commandsPerSecond} commands/s, ${redis.cpuPercent} %, ${redis.memoryMb} MB`,
  );
}

function options() {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, exchanges: { type: 'string' } } });
    const count = Number(values.exchanges ?? 104);
    if (!Number.isInteger(count) || count < 31 || count > 1_000) throw new Error('exchanges: 31 to 1000');
    return { only: values.only, exchanges: count };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

import { setInterval } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type DrillSystem, startDrillSystem } from './system.ts';
import { growthPerHour, lowestPerMinute, type Point } from './trend.ts';
import { longestGaps, writtenAgain } from './writes.ts';

/*
 * Two collector nodes on a hundred exchanges for as long as is wanted: is their memory flat? The first half is left
 * out of the verdict, for caches fill. The nodes collect all garbage three times a minute: a heap that is collected when
 * V8 likes grows for minutes, leak or not.
 */
const USAGE =
  'npm run soak [-- --minutes N] [--exchanges N] [--interval MS]   30, 104 and 1000 unless said otherwise';
const SAMPLE_EVERY_MS = 5_000;
const PRINT_EVERY = 12;
const SILENT_MINUTES = 2;
/** Of what a heap holds when it has been collected, in an hour: what a leak of one object a poll exceeds many times. */
const MOST_GROWTH = 0.15;

const { minutes, exchanges, intervalMs } = options();
const system = await startDrillSystem({ exchanges, intervalMs, polls: 'light', collect: true });
try {
  await Promise.all([system.boot('a'), system.boot('b')]);
  await writtenAgain(system.writes, system.exchanges, { times: 1, timeoutMs: 300_000 });
  const problems = verdict(await watched(system));
  for (const problem of problems) console.log(`FAILED ${problem}`);
  console.log(problems.length === 0 ? 'memory is flat' : `${problems.length} fell short`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await system.stop();
}
process.exit();

interface Course {
  name: string;
  heap: Point[];
  rss: Point[];
}

async function watched({ nodes, redis, writes, exchanges: ids, ...rest }: DrillSystem): Promise<Course[]> {
  const courses = nodes.map(({ name }): Course => ({ name, heap: [], rss: [] }));
  const begun = performance.now();
  let [from, count, answeredAt] = [await rest.now(), 0, 0];
  for await (const _tick of setInterval(SAMPLE_EVERY_MS)) {
    const minute = (performance.now() - begun) / 60_000;
    // on a machine that is busy with other things a node may be late; one that is gone does not come back
    const reports = await rest.nodeReports().catch(() => undefined);
    const seen = reports?.filter(({ alive, memory }) => alive && memory) ?? [];
    if (seen.length === courses.length) answeredAt = minute;
    if (minute - answeredAt > SILENT_MINUTES) throw new Error('a node is gone');
    for (const { name, heap, rss } of courses) {
      const used = seen.find(({ instanceId }) => instanceId === name);
      if (!used?.memory) continue;
      heap.push({ minute, value: used.memory.heapMb });
      rss.push({ minute, value: used.memory.rssMb });
    }
    if (count++ % PRINT_EVERY === 0) {
      const until = await rest.now();
      const gap = Math.max(...longestGaps(writes, ids, from, until));
      const used = courses.map(
        ({ name, heap, rss }) => `${name} ${rss.at(-1)?.value} MB, heap ${heap.at(-1)?.value} MB`,
      );
      const memory = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? 0) / 1e6;
      const at = minute.toFixed(0).padStart(3);
      console.log(`${at} min   ${used.join('   ')}   Redis ${memory.toFixed(0)} MB   longest gap ${gap} ms`);
      from = until;
    }
    if (minute >= minutes) return courses;
  }
  return courses;
}

function verdict(courses: Course[]): string[] {
  return courses.flatMap(({ name, heap, rss }) => {
    const late = (points: Point[]) => points.filter(({ minute }) => minute >= minutes / 2);
    const [growth, resident] = [growthPerHour(lowestPerMinute(late(heap))), growthPerHour(late(rss))];
    const part = (of: number) => `${(100 * of).toFixed(1)} %`;
    console.log(`${name}: heap ${part(growth)} an hour, resident ${part(resident)} an hour`);
    const grows = growth > MOST_GROWTH || resident > MOST_GROWTH;
    return grows ? [`the memory of ${name} grows by more than ${part(MOST_GROWTH)} an hour`] : [];
  });
}

function options() {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { minutes: text, exchanges: text, interval: text } });
    const { minutes = '30', exchanges = '104', interval = '1000' } = values;
    if (!(Number(minutes) >= 2)) throw new Error('minutes: at least 2');
    if (!(Number(exchanges) >= 1)) throw new Error('exchanges: at least 1');
    if (!(Number(interval) >= 500)) throw new Error('interval: at least 500');
    return { minutes: Number(minutes), exchanges: Number(exchanges), intervalMs: Number(interval) };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

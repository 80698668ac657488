import { setInterval } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { settled } from './settled.ts';
import { type DrillSystem, startDrillSystem } from './system.ts';
import { growthPerHour, lowestPerMinute, type Point } from './trend.ts';
import { longestGaps } from './writes.ts';

/*
 * Two collector nodes on a hundred exchanges for as long as is wanted: is their memory flat? The first half is left
 * out of the verdict, for caches and streams fill (1,000 entries of a stream take 17 minutes at 1 s).
 */
const USAGE =
  'npm run soak [-- --minutes N] [--exchanges N]   30 minutes and 104 exchanges unless said otherwise';
const SAMPLE_EVERY_MS = 5_000;
const PRINT_EVERY = 12;
/** Of what a heap holds when it has been collected, in an hour: what a leak of one object a poll exceeds many times. */
const MOST_GROWTH = 0.15;

const { minutes, exchanges } = options();
const system = await startDrillSystem({ exchanges, intervalMs: 1_000, polls: 'light' });
try {
  await Promise.all([system.boot('a'), system.boot('b')]);
  await settled(system);
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
  let [from, count] = [await rest.now(), 0];
  for await (const _tick of setInterval(SAMPLE_EVERY_MS)) {
    const minute = (performance.now() - begun) / 60_000;
    const reports = await rest.nodeReports();
    for (const { name, heap, rss } of courses) {
      const used = reports.find(({ instanceId }) => instanceId === name);
      if (!used?.alive || !used.memory) throw new Error(`node ${name} is gone`);
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
    const { values } = parseArgs({ options: { minutes: { type: 'string' }, exchanges: { type: 'string' } } });
    const [minutes, exchanges] = [Number(values.minutes ?? 30), Number(values.exchanges ?? 104)];
    if (!(minutes >= 2) || !Number.isInteger(exchanges) || exchanges < 1)
      throw new Error('minutes: at least 2');
    return { minutes, exchanges };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

import { brotliDecompressSync } from 'node:zlib';
import { systemClock } from '#lib/cache/clock.ts';
import type { CachedRead } from '#lib/usecases/read-cache.ts';
import { monotonicUs, type ReaderOrders, type ReaderReport } from './protocol.ts';
import { loadFrom } from './upstream-client.ts';
import { type CacheUnderTest, makeCache, VARIANTS } from './variants.ts';

/** A process that reads through every variant until it is told to stop. Its parent judges what it saw. */
const never = new AbortController().signal;
let report: ReaderReport = { reads: [], counts: {} };

function count(name: string): void {
  report.counts[name] = (report.counts[name] ?? 0) + 1;
}

process.on('disconnect', () => process.exit(1));
process.once('message', async (orders: ReaderOrders) => {
  const load = loadFrom(orders.upstreamUrl);
  let running = true;
  process.once('message', () => {
    running = false;
  });
  const loops = VARIANTS.flatMap((variant, index) => {
    const { cache } = makeCache(variant, orders.redisUrl, (name) => count(`${variant}.${name}`));
    return Array.from({ length: orders.loops }, async () => {
      let etag: string | undefined;
      while (running) {
        etag = await readOnce(cache, index, etag);
        await systemClock.delay(Math.random() * orders.pauseMs, never);
      }
    });
  });
  const reporting = (async () => {
    while (running) {
      await systemClock.delay(100, never);
      flush();
    }
  })();
  await Promise.all([...loops, reporting]);
  flush();
  process.disconnect();
  process.exit(0);

  async function readOnce(cache: CacheUnderTest, variant: number, etag: string | undefined) {
    const acceptsBrotli = Math.random() < 0.5;
    const ifNoneMatch = Math.random() < 0.3 ? etag : undefined;
    const startUs = monotonicUs();
    try {
      const request = { resource: 'exchange:config', acceptsBrotli, ifNoneMatch, signal: never } as const;
      const answer = await cache.read(request, load);
      report.reads.push([variant, startUs, versionOf(answer), answer.outcome]);
      return answer.etag;
    } catch {
      count(`${VARIANTS[variant]}.failed`);
      return etag;
    }
  }
});

/** From the bytes that a client would get; the etag must be theirs. */
function versionOf(answer: CachedRead): number {
  const tagged = Number(answer.etag.slice(1, -1));
  if (answer.notModified) return tagged;
  const body = 'brotli' in answer ? brotliDecompressSync(Buffer.from(answer.brotli, 'base64')) : answer.body;
  const { version } = JSON.parse(body.toString());
  if (version !== tagged) count('torn');
  return version;
}

function flush(): void {
  process.send?.(report);
  report = { reads: [], counts: {} };
}

// Preloaded into a service: tells its parent, when asked, how long its main thread was held up at most since then.
import { isMainThread } from 'node:worker_threads';

const EVERY_MS = 2;
let longestMs = 0;
let longestCpuMs = 0;

if (isMainThread) {
  let at = performance.now();
  let cpu = process.threadCpuUsage();
  setInterval(() => {
    const now = performance.now();
    const used = process.threadCpuUsage(cpu);
    longestMs = Math.max(longestMs, now - at - EVERY_MS);
    // what it computed meanwhile; the rest of the time it was waiting for a processor
    longestCpuMs = Math.max(longestCpuMs, (used.user + used.system) / 1_000);
    at = now;
    cpu = process.threadCpuUsage();
  }, EVERY_MS).unref();
  process.on('message', (message) => {
    if (message !== 'loop-delay') return;
    process.send?.({ longestMs, longestCpuMs });
    longestMs = 0;
    longestCpuMs = 0;
  });
}

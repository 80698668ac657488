import type { Logger } from 'pino';
import { WORKERS_LINE } from '#lib/telemetry-names.ts';
import type { WorkersView } from './engine/workers-view.ts';
import { memoryUsed } from './store/nodes.ts';

const EVERY_MS = 60_000;

/**
 * Logs once a minute how many workers are in each state. On AWS metrics are made of this line, and alarms of these:
 * the states that are watched are there even when no worker is in them, for no line means that something is wrong.
 */
export function reportWorkers(options: {
  view: Pick<WorkersView, 'all'>;
  /** Counts of what was sent to the event bus; `undefined` without one. */
  events: () => object | undefined;
  log: Logger;
  everyMs?: number;
}): { stop(): void } {
  const { view, events, log, everyMs = EVERY_MS } = options;
  const report = async () => {
    const workers = await view.all();
    if (!workers) return;
    const { total, byState } = workers.summary;
    const counted = { [WORKERS_LINE.field]: { total, stale: 0, failed: 0, ...byState } };
    log.info({ ...counted, memory: memoryUsed(), events: events() }, WORKERS_LINE.message);
  };
  const timer = setInterval(() => {
    report().catch((err) => log.warn({ err: String(err) }, 'workers cannot be counted'));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}

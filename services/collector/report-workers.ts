import type { Logger } from 'pino';
import { WORKERS_LINE } from '#lib/telemetry-names.ts';
import type { WorkersView } from './engine/workers-view.ts';

const EVERY_MS = 60_000;

/**
 * Logs once a minute how many workers are in each state. On AWS metrics are made of this line, and alarms of these:
 * the states that are watched are there even when no worker is in them, for no line means that something is wrong.
 */
export function reportWorkers(options: { view: Pick<WorkersView, 'all'>; log: Logger; everyMs?: number }): {
  stop(): void;
} {
  const { view, log, everyMs = EVERY_MS } = options;
  const report = async () => {
    const workers = await view.all();
    if (!workers) return;
    const { total, byState } = workers.summary;
    log.info({ [WORKERS_LINE.field]: { total, stale: 0, failed: 0, ...byState } }, WORKERS_LINE.message);
  };
  const timer = setInterval(() => {
    report().catch((err) => log.warn({ err: String(err) }, 'workers cannot be counted'));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}

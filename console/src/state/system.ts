import { computed, effect } from '@preact/signals';
import { exchangeRows } from '../domain/exchange-row.ts';
import { followed } from './followed.ts';
import { recordLatencies } from './latencies.ts';
import { plane } from './plane.ts';

const WORKERS_EVERY_MS = 2_000;
/** Most of them are a 304. */
const CONFIG_EVERY_MS = 5_000;

export const workers = followed((signal) => plane.workers({ signal }), WORKERS_EVERY_MS);
export const config = followed((signal) => plane.config({ signal }), CONFIG_EVERY_MS);

/** All exchanges, as far as they are known. */
export const rows = computed(() => {
  const configured = config.reading.value;
  const working = workers.reading.value;
  return exchangeRows(
    configured.is === 'known' ? configured.value : undefined,
    working.is === 'known' ? working.value.workers : undefined,
  );
});

/** Difference between the collector's clock and the page's own; ages need no synchronised clocks. */
export const serverTimeAt = computed(() => {
  const reading = workers.reading.value;
  return reading.is === 'known' ? Date.parse(reading.value.timestamp) - reading.at : undefined;
});

export async function refreshAll(): Promise<void> {
  await Promise.all([workers.refresh(), config.refresh()]);
}

export function startSystem(): void {
  workers.start();
  config.start();
  effect(() => {
    const reading = workers.reading.value;
    if (reading.is === 'known' && !reading.trouble) recordLatencies(reading.value);
  });
}

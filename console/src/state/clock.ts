import { signal } from '@preact/signals';

const TICK_MS = 250;

/** Milliseconds of the page's own monotonic clock; ticks while the page is looked at. */
export const now = signal(performance.now());

export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) now.value = performance.now();
  }, TICK_MS);
}

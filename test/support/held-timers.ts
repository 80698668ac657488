import type { Clock } from '#local/supervisor/clock.ts';

/** A clock whose time is moved by hand; what became due has run when `advance` returns. */
export function heldTimers() {
  let time = 0;
  const pending = new Set<{ at: number; action: () => void }>();
  const clock: Clock = {
    now: () => time,
    after: (ms, action) => {
      const entry = { at: time + ms, action };
      pending.add(entry);
      return () => pending.delete(entry);
    },
  };
  const advance = (ms: number) => {
    time += ms;
    for (const entry of [...pending].sort((a, b) => a.at - b.at)) {
      if (entry.at <= time && pending.delete(entry)) entry.action();
    }
  };
  return { clock, advance, pending: () => pending.size };
}

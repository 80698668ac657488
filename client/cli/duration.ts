import { UsageError } from './exit-codes.ts';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Milliseconds of `90s`, `30m`, `2h`, `7d`, or `1h30m`. */
export function parseDuration(text: string, option: string): number {
  if (/^(\d+(\.\d+)?[smhd])+$/.test(text)) {
    const parts = text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g);
    const seconds = Array.from(
      parts,
      ([, count, unit]) => Number(count) * SECONDS[unit as keyof typeof SECONDS],
    );
    const ms = Math.round(seconds.reduce((sum, part) => sum + part, 0) * 1_000);
    if (ms > 0) return ms;
  }
  throw new UsageError(`--${option} ${text}: give a time such as 90s, 30m, 2h, 7d or 1h30m.`);
}

/** In the two largest units: `2d 3h`, `4m 5s`, `1.2s`, `40ms`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)}s`;
  let rest = Math.round(ms / 1_000);
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(SECONDS).toReversed()) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

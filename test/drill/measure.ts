import { marketKeys } from '#lib/redis-keys.ts';
import { sampleClaims, type WrongClaims } from './claims.ts';
import { type DrillSystem, refusedWrites } from './system.ts';
import { measureUsage, type Usage } from './usage.ts';
import { longestGaps, writtenAgain } from './writes.ts';

/** What one drill showed. Milliseconds unless said otherwise. */
export interface Measured {
  /** Longest time without a write: of 99 % of the exchanges, and of all. Those that the drill disturbs are left out. */
  gap: { p99: number; max: number; worst: string };
  /** Until each exchange was written again after the beginning; the longest. */
  takeover: number;
  attemptsAtOnce: number;
  /** Writes whose token was lower than that of one before. */
  staleWrites: number;
  refused: number;
  claims: WrongClaims;
  usage: Usage;
}

/** What does not come back is waited for no longer than this; its gap tells. */
const AT_MOST_MS = 30_000;

/** Runs `disturb` and watches the system from just before it until each exchange was written `cycles` times after it. */
export async function measure(
  system: DrillSystem,
  options: { cycles: number; leftOut?: string[]; disturb: () => Promise<void> },
): Promise<Measured> {
  const { traffic, writes } = system;
  const watched = system.exchanges.filter((id) => !options.leftOut?.includes(id));
  const status = (id: string) => marketKeys(id).status;
  const processes = system.nodes.map(({ name, pid }) => ({ name, pid }));
  const claims = sampleClaims({ ...system, traffic, writes });
  const usage = await measureUsage(system.redis, processes);
  const [seq, refusedBefore, from] = [
    await traffic.latest(),
    await refusedWrites(system, status),
    await system.now(),
  ];
  const wroteBefore = new Map(watched.map((id) => [id, writes.of(id).length]));

  await options.disturb();
  const again = { times: options.cycles, timeoutMs: AT_MOST_MS };
  await writtenAgain(writes, watched, again).catch(() => undefined);

  const until = await system.now();
  const used = await usage();
  await claims.stop();
  const gaps = longestGaps(writes, watched, from, until);
  const sorted = gaps.toSorted((a, b) => a - b);
  const max = sorted.at(-1) ?? 0;
  return {
    gap: {
      p99: sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0,
      max,
      worst: watched[gaps.indexOf(max)] ?? '',
    },
    takeover: Math.max(...watched.map((id) => (writes.of(id)[wroteBefore.get(id) ?? 0]?.at ?? until) - from)),
    attemptsAtOnce: await traffic.mostAtOnceSince(seq),
    staleWrites: watched.reduce((sum, id) => sum + backwards(writes.of(id).map(({ token }) => token)), 0),
    refused: Math.max(0, (await refusedWrites(system, status)) - refusedBefore),
    claims: claims.take(),
    usage: used,
  };
}

function backwards(tokens: number[]): number {
  return tokens.filter((token, at) => token <= (tokens[at - 1] ?? 0)).length;
}

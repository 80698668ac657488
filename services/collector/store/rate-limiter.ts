import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { NOW } from './lua-snippets.ts';
import { runScript, script } from './script.ts';

/** Used weight is told of so long. */
export const RATE_WINDOW_MS = 60_000;

/**
 * Reserves the next moment at which a request may be sent: it may when what was sent before has been paid off, and
 * then owes its own weight (the generic cell rate algorithm, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm,
 * without a burst). KEYS: rate, a hash with one JSON per egress address. ARGV: egress, weight, ms per weight of 1.
 * Gives the milliseconds to wait.
 */
const RESERVE = script(`
${NOW}
local weight = tonumber(ARGV[2])
local json = redis.call('HGET', KEYS[1], ARGV[1])
local r = json and cjson.decode(json) or {free = 0, requests = 0, weight = 0, window = 0, current = 0, previous = 0}
local free = math.max(r.free, now)
r.free = free + weight * tonumber(ARGV[3])
r.requests = r.requests + 1
r.weight = r.weight + weight
local window = now - now % ${RATE_WINDOW_MS}
if window ~= r.window then
  r.previous = window - r.window == ${RATE_WINDOW_MS} and r.current or 0
  r.current = 0
  r.window = window
end
r.current = r.current + weight
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(r))
return string.format('%.0f', math.ceil(free - now))
`);

/** What was sent from one egress address; sums since the record was made. */
interface Sent {
  requests: number;
  weight: number;
  /** Beginning of the current window, and the weight sent in it and in the one before. */
  window: number;
  current: number;
  previous: number;
}

export interface RateUse {
  requests: number;
  weight: number;
  /** In the last {@link RATE_WINDOW_MS}, from the busiest egress address. */
  usedWeight: number;
}

/**
 * Keeps to the rate limit of each exchange over all nodes that share an egress address, which is what exchanges count
 * by. In place of ccxt's throttler, which knows its own process only and looks every millisecond.
 */
export interface RateLimiter {
  /** Milliseconds until the request may be sent; it counts as sent. */
  reserve(exchange: string, weight: number, msPerWeight: number): Promise<number>;
}

export function rateLimiter(redis: Redis, egress: string): RateLimiter {
  return {
    async reserve(exchange, weight, msPerWeight) {
      const keys = [marketKeys(exchange).rate];
      return Number(await runScript(redis, RESERVE, keys, [egress, weight, msPerWeight]));
    },
  };
}

/** What an exchange's rate record says at `now`. */
export function rateUse(record: Record<string, string>, now: number): RateUse {
  const all = Object.values(record).map((json) => JSON.parse(json) as Sent);
  const sum = (of: (sent: Sent) => number) => all.reduce((total, sent) => total + of(sent), 0);
  const used = all.map((sent) => usedWeight(sent, now));
  return {
    requests: sum(({ requests }) => requests),
    weight: sum(({ weight }) => weight),
    usedWeight: Math.round(Math.max(0, ...used)),
  };
}

/** The last window's share of a sliding one, as far as it is not over yet. */
function usedWeight({ window, current, previous }: Sent, now: number): number {
  const age = now - window;
  if (age < RATE_WINDOW_MS) return current + previous * (1 - age / RATE_WINDOW_MS);
  return age < 2 * RATE_WINDOW_MS ? current * (2 - age / RATE_WINDOW_MS) : 0;
}

/** `now`: Redis' own clock in milliseconds, so that nodes' clocks do not matter. */
export const NOW = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

/** `text(n)`: a number without an exponent. */
export const TEXT = `
local function text(n) return string.format('%.0f', n) end
`;

/** `after(last)`: the next fencing token; from the clock too, so that it grows even when the last one was lost. */
export const NEXT_TOKEN = `
local function after(last) return math.max((tonumber(last) or 0) + 1, now) end
`;

/** `nextGeneration()`: one more than the last; from the clock's seconds when that was lost. */
export const NEXT_GENERATION = `
local function nextGeneration(status)
  local last = tonumber(redis.call('HGET', status, 'generation'))
  return last and last + 1 or math.floor(now / 1000)
end
`;

/**
 * The fence of every write: ends the script unless ARGV[1] is the latest token. What is refused is counted.
 * KEYS[1] fence, KEYS[2] status.
 */
export const LATEST_TOKEN_ONLY = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  redis.call('HINCRBY', KEYS[2], 'refused', 1)
  return 0
end
`;

/** A worker begins anew: failures are forgotten, but not for how long the exchange wants to be left alone. */
export const FORGET_FAILURES = `
redis.call('HSET', KEYS[2], 'consecutiveErrors', 0)
redis.call('HDEL', KEYS[2], 'failingSince', 'retryAt', 'quarantinedAt')
`;

/** Ends the turn of the token in ARGV[1], and no other. */
export const END_TURN = `
if redis.call('HGET', KEYS[1], 'turn') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'turn', '', 'until', 0)
end
`;

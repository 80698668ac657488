import {
  END_TURN,
  FORGET_FAILURES,
  LATEST_TOKEN_ONLY,
  NEXT_GENERATION,
  NEXT_TOKEN,
  NOW,
  TEXT,
} from './lua-snippets.ts';
import { script } from './script.ts';

/*
 * KEYS[1] is the exchange's fence (turn-scripts.ts), KEYS[2] its status, a hash:
 *   node, generation, startedAt           who polled last, which generation, since when
 *   lastAttemptAt, lastSuccessAt, lastFailureAt, failingSince, healthySince
 *   bannedUntil, retryAt, quarantinedAt   what the exchange asked for; the backoff; since when it is only probed
 *   ok, failed, refused, latencies        counters; milliseconds of the last successes, JSON
 *   consecutiveErrors, lastError          JSON, without its instant, which is lastFailureAt
 *   omission, omissionSince               what the last success lacked, JSON
 *   symbols                               the order books that are polled, JSON
 *   mode                                  how a streaming attempt got its last data: stream or poll; else absent
 *   restarts, restartedAt, restartReason, restartWanted
 *   recorded, announcedId                 the newest transition and the newest announced one (timeline.ts)
 */

/** How many entries the stream keeps, about. */
export const STREAM_LENGTH = 1_000;
const LATENCIES = 50;

/**
 * Writes what a poll brought and ends its turn, or with a mode (a stream's, or `keep-turn`) keeps it. KEYS: fence, status, tickers, books, stream.
 * ARGV: token, generation, latency, staleAfter, omission ('' if none), symbols, quotes, number of tickers, mode or '',
 * then symbol and JSON of each ticker, then of each order book. Gives 1, or 0 when the token is not the latest.
 */
export const COMMIT_LUA = `
${LATEST_TOKEN_ONLY}
${NOW}${TEXT}
local latency, staleAfter, omission = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local tickers = tonumber(ARGV[8])
local mode, first, lastTicker = ARGV[9], 10, 9 + 2 * tickers

-- as a whole, so that a symbol that was delisted is gone
redis.call('DEL', KEYS[3])
for from = first, lastTicker, 1000 do
  redis.call('HSET', KEYS[3], unpack(ARGV, from, math.min(from + 999, lastTicker)))
end
local wanted = {}
for _, symbol in ipairs(cjson.decode(ARGV[6])) do wanted[symbol] = true end
for _, symbol in ipairs(redis.call('HKEYS', KEYS[4])) do
  if not wanted[symbol] then redis.call('HDEL', KEYS[4], symbol) end
end
if #ARGV > lastTicker then redis.call('HSET', KEYS[4], unpack(ARGV, lastTicker + 1, #ARGV)) end
redis.call('XADD', KEYS[5], 'MAXLEN', '~', ${STREAM_LENGTH}, '*', 'at', text(now), 'generation', ARGV[2],
  'token', ARGV[1], 'tickers', tickers, 'quotes', ARGV[7])

local s = redis.call('HMGET', KEYS[2], 'consecutiveErrors', 'omission', 'healthySince', 'lastSuccessAt',
  'startedAt', 'latencies')
local last = tonumber(s[4]) or 0
local broken = (tonumber(s[1]) or 0) > 0 or s[2] or not s[3]
  or now - last > staleAfter or last < (tonumber(s[5]) or 0)
if broken and omission == '' then redis.call('HSET', KEYS[2], 'healthySince', text(now)) end
if omission == '' then
  redis.call('HDEL', KEYS[2], 'omission', 'omissionSince')
else
  redis.call('HSET', KEYS[2], 'omission', omission)
  redis.call('HSETNX', KEYS[2], 'omissionSince', text(now))
end
local latencies = s[6] and cjson.decode(s[6]) or {}
latencies[#latencies + 1] = tonumber(latency)
if #latencies > ${LATENCIES} then table.remove(latencies, 1) end
redis.call('HSET', KEYS[2], 'lastSuccessAt', text(now), 'consecutiveErrors', 0, 'symbols', ARGV[6],
  'latencies', cjson.encode(latencies))
redis.call('HINCRBY', KEYS[2], 'ok', 1)
redis.call('HDEL', KEYS[2], 'failingSince', 'bannedUntil', 'retryAt', 'quarantinedAt')
if mode == 'stream' or mode == 'poll' then
  redis.call('HSET', KEYS[2], 'mode', mode, 'lastAttemptAt', text(now))
  return 1
end
redis.call('HDEL', KEYS[2], 'mode')
if mode == 'keep-turn' then return 1 end
${END_TURN}
return 1
`;
export const COMMIT = script(COMMIT_LUA);

/**
 * Records a failed attempt and ends its turn. ARGV: token, error, ms that the exchange wants to be left alone, ms until
 * the next attempt, 1 to quarantine.
 */
export const FAIL = script(`
${LATEST_TOKEN_ONLY}
${NOW}${TEXT}
redis.call('HSET', KEYS[2], 'lastFailureAt', text(now), 'lastError', ARGV[2])
redis.call('HSETNX', KEYS[2], 'failingSince', text(now))
redis.call('HINCRBY', KEYS[2], 'consecutiveErrors', 1)
redis.call('HINCRBY', KEYS[2], 'failed', 1)
if tonumber(ARGV[3]) > 0 then redis.call('HSET', KEYS[2], 'bannedUntil', text(now + tonumber(ARGV[3]))) end
redis.call('HSET', KEYS[2], 'retryAt', text(now + tonumber(ARGV[4])))
if ARGV[5] == '1' then redis.call('HSETNX', KEYS[2], 'quarantinedAt', text(now)) end
${END_TURN}
return 1
`);

/**
 * A new generation: revokes the running attempt's token and lets the next turn begin at once. ARGV: reason.
 * Gives the generation, or 0 when the gate is closed.
 */
export const RESTART = script(`
${NOW}${TEXT}${NEXT_TOKEN}${NEXT_GENERATION}
if redis.call('HGET', KEYS[1], 'desired') ~= 'running' then return 0 end
redis.call('HSET', KEYS[1], 'token', text(after(redis.call('HGET', KEYS[1], 'token'))), 'takenAt', 0)
local generation = text(nextGeneration(KEYS[2]))
redis.call('HSET', KEYS[2], 'generation', generation, 'startedAt', text(now), 'restartedAt', text(now),
  'restartReason', ARGV[1])
redis.call('HINCRBY', KEYS[2], 'restarts', 1)
redis.call('HDEL', KEYS[2], 'restartWanted', 'omission', 'omissionSince')
${FORGET_FAILURES}
return generation
`);

/** Takes a worker from a node that is gone, unless another has polled it since. ARGV: that node. Gives 1 or 0. */
export const TAKE_OVER = script(`
${NOW}${TEXT}${NEXT_GENERATION}
local held = (tonumber(redis.call('HGET', KEYS[1], 'until')) or 0) > now
if held or redis.call('HGET', KEYS[2], 'node') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'turn', '', 'until', 0, 'takenAt', 0)
redis.call('HSET', KEYS[2], 'generation', text(nextGeneration(KEYS[2])), 'startedAt', text(now), 'node', '')
return 1
`);

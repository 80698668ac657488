import { END_TURN, FORGET_FAILURES, NEXT_GENERATION, NEXT_TOKEN, NOW, TEXT } from './lua-snippets.ts';
import { script } from './script.ts';

/*
 * KEYS[1] is the exchange's fence, a hash:
 *   desired, desiredAt, version, readAt   the gate: attempts begin only while desired is `running`
 *   token                                 the latest fencing token; only its holder may write
 *   turn, until, holder                   the token that holds the turn, until when, and its node
 *   takenAt                               when the last turn was taken
 * KEYS[2] is its status (status-scripts.ts).
 */

/**
 * Takes the turn. ARGV: node, lapse, spacing from the last turn (ms).
 * Gives TAKEN token generation restarts failures quarantined restartedAgo, or HELD ms, or EARLY ms, or CLOSED.
 */
export const TAKE = script(`
${NOW}${TEXT}${NEXT_TOKEN}${NEXT_GENERATION}
local node, lapse, spacing = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local f = redis.call('HMGET', KEYS[1], 'desired', 'token', 'turn', 'until', 'holder', 'takenAt')
if f[1] ~= 'running' then return {'CLOSED'} end
local free = tonumber(f[4]) or 0
if free > now then return {'HELD', text(free - now)} end
local p = redis.call('HMGET', KEYS[2], 'bannedUntil', 'retryAt')
local earliest = math.max((tonumber(f[6]) or 0) + spacing, tonumber(p[1]) or 0, tonumber(p[2]) or 0)
if earliest > now then return {'EARLY', text(earliest - now)} end
-- a turn that lapsed was left by a node that died or froze in mid-attempt
if f[3] and f[3] ~= '' and f[3] ~= 'lost' and f[5] ~= node then
  redis.call('HSET', KEYS[2], 'generation', text(nextGeneration(KEYS[2])), 'startedAt', text(now))
end
local token = text(after(f[2]))
redis.call('HSET', KEYS[1], 'token', token, 'turn', token, 'until', text(now + lapse), 'holder', node,
  'takenAt', text(now))
redis.call('HSET', KEYS[2], 'node', node, 'lastAttemptAt', text(now))
local s = redis.call('HMGET', KEYS[2], 'generation', 'restarts', 'consecutiveErrors', 'quarantinedAt',
  'restartedAt')
return {'TAKEN', token, s[1] or '0', s[2] or '0', s[3] or '0', s[4] and '1' or '0',
  s[5] and text(now - s[5]) or 'Infinity'}
`);

/**
 * Keeps the turn. ARGV: token, node, lapse. Gives 1, or 0 when it is lost: revoked, lapsed and taken by another.
 * A record that was lost as a whole (FLUSHALL) is made again by who still holds the turn.
 */
export const RENEW = script(`
${NOW}${TEXT}
local token, node, lapse = ARGV[1], ARGV[2], tonumber(ARGV[3])
local f = redis.call('HMGET', KEYS[1], 'token', 'turn')
if f[1] == token and f[2] == token then
  redis.call('HSET', KEYS[1], 'until', text(now + lapse))
  return 1
end
local lost = not f[2] or f[2] == 'lost'
if lost and (tonumber(f[1]) or 0) < tonumber(token) then
  redis.call('HSET', KEYS[1], 'token', token, 'turn', token, 'until', text(now + lapse), 'holder', node,
    'takenAt', text(now))
  return 1
end
return 0
`);

/** Gives the turn back without a result. ARGV: token. */
export const RELEASE = script(`${END_TURN} return 1`);

/**
 * Opens or closes the gate. ARGV: desired, registry version ('' if it has none), instant of that reading, lapse.
 * Knowledge older than the gate's is ignored. Closing revokes the running attempt's token; opening forgets failures
 * and makes a generation if there is none. Gives OLDER, ABSENT, or the milliseconds until a turn that is still held lapses.
 */
export const SET_GATE = script(`
${NOW}${TEXT}${NEXT_TOKEN}${NEXT_GENERATION}
local desired, version, readAt, lapse = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local f = redis.call('HMGET', KEYS[1], 'desired', 'version', 'readAt', 'token', 'until')
if f[1] then
  local mine, theirs = tonumber(version), tonumber(f[2])
  if not mine or not theirs then mine, theirs = tonumber(readAt), tonumber(f[3]) or 0 end
  if mine < theirs then return 'OLDER' end
elseif desired ~= 'running' and redis.call('EXISTS', KEYS[1]) == 0 then
  return 'ABSENT'
end
-- without a record, an attempt may still be under way whose record was lost: its turn has to lapse first
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'turn', 'lost', 'until', text(now + lapse))
  f[5] = text(now + lapse)
end
if desired ~= f[1] then
  redis.call('HSET', KEYS[1], 'desired', desired, 'desiredAt', text(now))
  if desired == 'running' then ${FORGET_FAILURES}
  else redis.call('HSET', KEYS[1], 'token', text(after(f[4]))) end
end
redis.call('HSET', KEYS[1], 'version', version, 'readAt', readAt)
if desired == 'running' and redis.call('HEXISTS', KEYS[2], 'generation') == 0 then
  redis.call('HSET', KEYS[2], 'generation', text(nextGeneration(KEYS[2])), 'startedAt', text(now))
end
return text(math.max((tonumber(f[5]) or 0) - now, 0))
`);

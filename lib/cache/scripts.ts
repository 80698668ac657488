import { createHash } from 'node:crypto';
import type { CacheKeys } from '../redis-keys.ts';

/**
 * The cache's Lua. Every script starts with a shebang: a demoted primary then refuses it with READONLY instead of
 * serving old values. `allow-oom` is on those that must work when memory is full; commit must fail then.
 * https://redis.io/docs/latest/develop/programmability/eval-intro/#eval-flags
 */
export interface Script {
  readonly lua: string;
  readonly sha1: string;
  /** In the order of KEYS. */
  readonly keys: readonly (keyof CacheKeys)[];
}

function script(keys: Script['keys'], lua: string): Script {
  return { keys, lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

/**
 * A lease's value is the reader's token and the server's time. The time makes each granting different: a copy of
 * this command that a broken connection delivers late, after an invalidation, then cannot revive the lease of a
 * reader that has loaded in the meantime.
 * The value counts only if `:meta` has its length and it has a time to live: what another hand wrote has neither.
 */
export const BEGIN = script(
  ['value', 'lease', 'brotli', 'meta'],
  `#!lua flags=allow-oom
local value, lease, brotli, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local token, lease_ms, accepts_brotli, if_none_match = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local ABSENT = -2

local function is_known(etag)
  local tag = string.gsub(etag, '^W/', '')
  return if_none_match == '*' or string.find(if_none_match, tag, 1, true)
end

local function take_lease()
  local held = redis.pcall('GET', lease)
  local left = redis.call('PTTL', lease)
  local is_lease = type(held) == 'string' and left >= 0
  if is_lease and string.sub(held, 1, #token) ~= token then
    return false, left
  end
  local time = redis.call('TIME')
  local grant = token .. ':' .. time[1] .. '.' .. time[2]
  redis.call('SET', lease, grant, 'PX', lease_ms)
  return grant
end

local left = redis.call('PTTL', value)
if left ~= ABSENT then
  local m = redis.pcall('HMGET', meta, 'etag', 'length', 'brotli_length', 'ttl_ms')
  -- of a value of another type the length is an error, which is no number
  if left < 0 or m.err or not m[1] or redis.pcall('STRLEN', value) ~= tonumber(m[2]) then
    redis.call('DEL', value, brotli, meta)
  else
    local ttl = tonumber(m[4])
    local grant = left * 10 < ttl and take_lease()
    local kind, payload = 'body', false
    if if_none_match ~= '' and is_known(m[1]) then
      kind = 'not_modified'
    else
      if accepts_brotli == '1' then
        local compressed = redis.pcall('GET', brotli)
        if type(compressed) == 'string' and #compressed == tonumber(m[3]) then
          kind, payload = 'brotli', compressed
        end
      end
      payload = payload or redis.call('GET', value)
    end
    return {'hit', m[1], ttl - left, kind, payload, grant}
  end
end
local grant, lease_left = take_lease()
if grant then
  return {'granted', grant}
end
return {'wait', lease_left}
`,
);

export const COMMIT = script(
  ['value', 'lease', 'brotli', 'meta', 'last'],
  `#!lua
local value, lease, brotli, meta, last = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local grant, body, compressed, etag, version, ttl_ms, last_ttl_ms = unpack(ARGV)
if redis.pcall('GET', lease) ~= grant then
  return 0
end
redis.call('DEL', value, lease, brotli, meta, last)
redis.call('SET', value, body, 'PX', ttl_ms)
redis.call('SET', brotli, compressed, 'PX', ttl_ms)
redis.call('HSET', meta, 'etag', etag, 'version', version, 'length', #body, 'brotli_length', #compressed,
  'ttl_ms', ttl_ms)
redis.call('PEXPIRE', meta, ttl_ms)
redis.call('HSET', last, 'etag', etag, 'version', version, 'body', body, 'ttl_ms', last_ttl_ms)
redis.call('PEXPIRE', last, last_ttl_ms)
return 1
`,
);

export const ABANDON = script(
  ['lease', 'last'],
  `#!lua flags=allow-oom
local lease, last = KEYS[1], KEYS[2]
if redis.pcall('GET', lease) == ARGV[1] then
  redis.call('DEL', lease)
end
local good = redis.pcall('HMGET', last, 'etag', 'body', 'ttl_ms')
local left = redis.call('PTTL', last)
if good.err or not (good[1] and good[2] and good[3]) or left < 0 then
  return false
end
return {good[1], good[2], tonumber(good[3]) - left}
`,
);

/**
 * The newest fill is the one `:meta` tells of or, once the value expired, `:last`. When it has the asked version,
 * everything stays, also a lease: a commit ends its lease, so whoever holds one now began after that fill and loads
 * nothing older. Without such evidence all five keys go. The lease must: its holder may have loaded an older
 * version. No reader starves: the one fill in flight is refused, the next reader gets the lease at once, and its
 * fill is the evidence that every later run finds. A fill without a version proves nothing and counts as older.
 */
export const DELETE_OLDER = script(
  ['value', 'lease', 'brotli', 'meta', 'last'],
  `#!lua flags=allow-oom
local value, lease, brotli, meta, last = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local newest = redis.call('EXISTS', meta) == 1 and meta or last
local version = redis.pcall('HGET', newest, 'version')
version = type(version) == 'string' and tonumber(version)
if version and version >= tonumber(ARGV[1]) then
  return 0
end
return redis.call('DEL', value, lease, brotli, meta, last)
`,
);

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A Lua script, sent by its hash and in full only when Redis does not have it (any more). */
export interface Script {
  lua: string;
  sha: string;
}

export function script(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Runs a script on several lists of keys, all sent in one go. */
export async function runScriptOnEach(
  redis: Redis,
  script: Script,
  keysOfEach: string[][],
): Promise<unknown[]> {
  const pipeline = redis.pipeline();
  for (const keys of keysOfEach) pipeline.evalsha(script.sha, keys.length, ...keys);
  const replies = (await pipeline.exec()) ?? [];
  // Redis does not have it yet, or the connection failed: one by one, which tells
  const again = replies.some(([error]) => error);
  if (again) return Promise.all(keysOfEach.map((keys) => runScript(redis, script, keys, [])));
  return replies.map(([, reply]) => reply);
}

export async function runScript(
  redis: Redis,
  { lua, sha }: Script,
  keys: string[],
  args: (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.eval(lua, keys.length, ...keys, ...args);
  }
}

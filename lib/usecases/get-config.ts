import type { Call } from '../call.ts';
import type { CcxtService } from '../ports.ts';
import type { Reply } from '../respond.ts';
import type { ConfigReply } from '../schemas/ccxt-service.ts';
import { cachedReply, loaded } from './cached-read.ts';
import { type ReadCache, readRequest } from './read-cache.ts';

/**
 * GET config.
 *
 * 1. Answer from the cache if it can.
 * 2. Else ask the CCXT service and take out what is not public: who blacklisted or paused, and why.
 * 3. Keep it for the next reader and answer.
 */
export async function getConfig(
  { ccxt, cache }: { ccxt: CcxtService; cache: ReadCache },
  call: Call<'get-config', unknown>,
): Promise<Reply> {
  const read = await cache.read(readRequest('exchange:config', call), async (signal) => {
    const config = await ccxt.config({ signal });
    return loaded(publicConfig(config), config.version);
  });
  return cachedReply(read);
}

function publicConfig(config: ConfigReply): object {
  const { blacklist, paused } = config;
  return {
    ...config,
    ...(blacklist && { blacklist: blacklist.map(withoutPerson) }),
    ...(paused && { paused: paused.map(withoutPerson) }),
  };
}

function withoutPerson({ by: _by, reason: _reason, ...entry }: { by?: unknown; reason?: unknown }): object {
  return entry;
}

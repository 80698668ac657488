import type { Call } from '../call.ts';
import type { CcxtService } from '../ports.ts';
import type { Reply } from '../respond.ts';
import type { SupportedAnswer } from '../schemas/read-answers.ts';
import { cachedReply, loaded } from './cached-read.ts';
import { type ReadCache, readRequest } from './read-cache.ts';

/**
 * GET supported: the active exchanges, sorted.
 *
 * 1. Answer from the cache if it can.
 * 2. Else take the active exchanges from the CCXT service's configuration.
 * 3. Keep them for the next reader and answer.
 */
export async function getSupported(
  { ccxt, cache }: { ccxt: CcxtService; cache: ReadCache },
  call: Call<'get-supported', unknown>,
): Promise<Reply> {
  const read = await cache.read(readRequest('exchange:supported', call), async (signal) => {
    const { activeExchanges, version } = await ccxt.config({ signal });
    const exchanges = activeExchanges.toSorted();
    const answer: SupportedAnswer = { exchanges, count: exchanges.length };
    return loaded(answer, version);
  });
  return cachedReply(read);
}

import type { Exchange } from 'ccxt';
import type { Check } from '#lib/domain/connectivity.ts';
import { errors } from '#services/common/exchange/ccxt-module.ts';
import { withDeadline } from '#services/common/exchange/deadline.ts';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { type Credentials, openExchange } from '#services/common/exchange/open-exchange.ts';
import { checkHealth, HEALTH_DEADLINE_MS } from './health-check.ts';
import { metadataOf } from './metadata.ts';
import type { Limits, Outcomes, Task } from './tasks.ts';

/** Loading all markets of one exchange; the large ones take several requests. */
const MARKETS_DEADLINE_MS = 20_000;

interface Member {
  exchange: Exchange;
  dropped: AbortController;
  /** Under way now; who asks meanwhile shares it, so that a slow exchange is not sent ever more. */
  checking?: Promise<Check> | undefined;
}

/** The live ccxt instances: opened on demand, kept from then on, each asked one thing at a time. */
export function exchangePool({ proxyUrl }: { proxyUrl: string | undefined }) {
  const members = new Map<string, Promise<Member>>();

  function member(id: string, credentials: Credentials | undefined): Promise<Member> {
    const known = members.get(id);
    if (known) return known;
    const opening = openExchange(id, { proxyUrl, timeoutMs: HEALTH_DEADLINE_MS, credentials }).then(
      (exchange) => ({ exchange, dropped: new AbortController() }),
    );
    members.set(id, opening);
    opening.catch(() => members.delete(id));
    return opening;
  }

  function health(one: Member): Promise<Check> {
    one.checking ??= checkHealth(one.exchange, one.dropped.signal).finally(() => {
      one.checking = undefined;
    });
    return one.checking;
  }

  async function check(id: string, credentials?: Credentials): Promise<Outcomes['check']> {
    const one = await member(id, credentials);
    return { health: await health(one), limits: limitsOf(one.exchange) };
  }

  async function refresh(id: string, credentials?: Credentials): Promise<Outcomes['refresh']> {
    const one = await member(id, credentials);
    useCredentials(one.exchange, credentials);
    const limits = limitsOf(one.exchange);
    const answered = await health(one);
    if (answered.status !== 'passed') return { health: answered, limits };
    const load = (signal: AbortSignal) => ensureMarkets(one.exchange, signal, { reload: true });
    try {
      await withDeadline(MARKETS_DEADLINE_MS, load, one.dropped.signal);
    } catch (error) {
      const { code, message } = classifyFailure(error);
      return { health: { ...answered, status: 'failed', method: 'loadMarkets', code, message }, limits };
    }
    return { health: answered, limits, metadata: metadataOf(one.exchange) };
  }

  async function drop(id: string): Promise<null> {
    const leaving = members.get(id);
    members.delete(id);
    const one = await leaving?.catch(() => undefined);
    if (!one) return null;
    const reason = new errors.ExchangeClosedByUser('the exchange was blacklisted meanwhile');
    // what it has begun may consist of several requests: none of the further ones is sent
    one.exchange.fetch = () => Promise.reject(reason);
    one.dropped.abort(reason);
    return null;
  }

  return {
    run(task: Task): Promise<Outcomes[Task['type']]> {
      if (task.type === 'drop') return drop(task.exchange);
      const work = task.type === 'check' ? check : refresh;
      return work(task.exchange, task.credentials);
    },
  };
}

function limitsOf(exchange: Exchange): Limits {
  return { rateLimitMs: Number(exchange.rateLimit), enableRateLimit: exchange.enableRateLimit === true };
}

function useCredentials(exchange: Exchange, credentials: Credentials | undefined): void {
  const none = { apiKey: undefined, secret: undefined, password: undefined, uid: undefined };
  Object.assign(exchange, none, credentials);
}

import type { RouteName } from '#lib/routes.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import type { EventOptions } from '../support/http-event.ts';
import type { Cache } from './cache.ts';
import { KEYS, type Lab } from './lab.ts';
import type { Ledger } from './ledger.ts';
import { nextReason } from './registry-client.ts';

const WEAKENED_MAIN = new URL('../support/weakened/host-main.ts', import.meta.url).pathname;

export interface Answer {
  status: number;
  /** X-Cache. */
  outcome: string;
  code: string;
  /** The registry's version that a config or a change tells. */
  version: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: rows say what they expect of it
  body: any;
  tookMs: number;
}

export interface Change extends Answer {
  exchange: string;
  warnings: string[];
}

/** The functions in a process of their own, each of their connections through a proxy of its own. */
export interface Subject {
  host: FunctionHost;
  redis: FaultProxy;
  ccxt: FaultProxy;
  collector: FaultProxy;
  call(name: RouteName, options?: EventOptions): Promise<Answer>;
  /** GET config. `mayBeOld`: what it shows was not acknowledged to this Redis, or the row is about just that. */
  read(options?: { mayBeOld?: boolean }): Promise<Answer>;
  /** POST blacklist of an exchange that nothing collects. */
  change(options?: EventOptions): Promise<Change>;
  /** How often the log so far holds this. */
  logged(what: string): number;
  end(): Promise<void>;
}

export async function startSubject(
  lab: Lab,
  cache: Cache,
  options: {
    ledger: Ledger;
    codes: readonly string[];
    guard?: string | undefined;
    env?: Record<string, string>;
  },
): Promise<Subject> {
  const { ledger } = options;
  const [redis, ccxt, collector] = await Promise.all([
    FaultProxy.start(cache.url),
    FaultProxy.start(lab.ccxt.url),
    FaultProxy.start(lab.collector.url),
  ]);
  const redisUrl = Object.assign(new URL(cache.url), { port: String(redis.port) }).href;
  const host = startFunctionHost(
    { redis: redisUrl, ccxt: ccxt.url, collector: collector.url },
    KEYS,
    options.env,
    options.guard === undefined ? undefined : [WEAKENED_MAIN, options.guard],
  );
  lab.watch(options.guard === undefined ? 'functions' : `functions without ${options.guard}`, host.output);
  const judged = options.guard === undefined;

  async function call(name: RouteName, event: EventOptions = {}): Promise<Answer> {
    const startedAt = performance.now();
    const {
      status = 0,
      headers,
      body,
    } = await host.http(name, event).catch((error) => {
      if (!(error instanceof SyntaxError)) throw error;
      return { status: 200, headers: {} as Record<string, unknown>, body: { code: 'NOT_JSON' } };
    });
    const tookMs = performance.now() - startedAt;
    const code = body?.code ?? '';
    if (judged && status >= 500 && !options.codes.includes(code)) {
      ledger.unexpected.push(`${name}: ${status} ${code}`);
    }
    const outcome = String(headers['x-cache'] ?? '');
    return { status, outcome, code, version: body?.version ?? 0, headers, body, tookMs };
  }

  async function read({ mayBeOld = false }: { mayBeOld?: boolean } = {}): Promise<Answer> {
    const least = cache.acknowledged;
    const answer = await call('get-config');
    if (judged && !mayBeOld && answer.status === 200 && answer.version < least) {
      ledger.stale.push(`version ${answer.version} after ${least}, ${answer.outcome}`);
    }
    return answer;
  }

  async function change(event: EventOptions = {}): Promise<Change> {
    const exchange = event.exchange ?? lab.nextExchange();
    const { change, reason } = nextReason();
    const answer = await call('blacklist-exchange', { exchange, body: { reason }, ...event });
    const warnings: string[] = answer.body?.warnings ?? [];
    if (judged && answer.status === 200) {
      ledger.acknowledge(exchange, change);
      if (!warnings.includes(UNCONFIRMED)) {
        cache.acknowledged = Math.max(cache.acknowledged, answer.version);
      }
    }
    return { ...answer, exchange, warnings };
  }

  return {
    host,
    redis,
    ccxt,
    collector,
    call: (...args) => mayBeDropped(call(...args)),
    read: (...args) => mayBeDropped(read(...args)),
    change: (...args) => mayBeDropped(change(...args)),
    logged: (what) => host.output().split(what).length - 1,
    async end() {
      await host.stop();
      await Promise.all([redis.close(), ccxt.close(), collector.close()]);
    },
  };
}

/** A scenario that has ended early does not wait for the calls that it began. */
function mayBeDropped<T>(call: Promise<T>): Promise<T> {
  call.catch(() => undefined);
  return call;
}

export const UNCONFIRMED = 'code=CACHE_INVALIDATION_UNCONFIRMED';

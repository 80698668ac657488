import { bulkhead } from 'cockatiel';
import type { Logger } from 'pino';
import type { Check } from '#lib/domain/connectivity.ts';
import type { CredentialSource } from './credentials.ts';
import { type ExchangeHost, ExchangeHostError } from './exchanges/exchange-host.ts';
import type { Limits, Outcomes } from './exchanges/tasks.ts';
import { resultAfter } from './refresh-result.ts';
import { activeExchanges } from './registry/document.ts';
import type { Registry } from './registry/registry.ts';
import type { RegistryStore } from './registry/store.ts';
import { watchWhileBusy } from './watch-while-busy.ts';

/** What became of one exchange; `removed` is one that is not active any more. */
export type Refreshed =
  | { kind: 'added' | 'updated' | 'unchanged' | 'failed'; health: Check; limits?: Limits }
  | { kind: 'removed' };

export interface RefreshDeps {
  registry: Registry;
  store: RegistryStore;
  host: ExchangeHost;
  credentials: CredentialSource;
  log: Logger;
  now: () => Date;
  /** How many exchanges are refreshed at once. */
  concurrency?: number;
  /** How long a call waits before it answers with what is pending. */
  answerWithinMs?: number;
}

/**
 * Refreshes exchanges: asks each whether it is there, reloads its credentials and markets in the live instance,
 * and stores what it found. One that is being refreshed already is not begun a second time but joined.
 */
export function refresher(deps: RefreshDeps) {
  const { registry, store, host, log, answerWithinMs = 15_000 } = deps;
  const slots = bulkhead(deps.concurrency ?? 16, Number.POSITIVE_INFINITY);
  const underway = new Map<string, Promise<Refreshed>>();
  const isActive = async (id: string) => activeExchanges((await registry.read()).document).includes(id);

  const watch = watchWhileBusy(async () => {
    const active = new Set(activeExchanges((await registry.read()).document));
    for (const id of underway.keys()) if (!active.has(id)) await host.run({ type: 'drop', exchange: id });
  }, log);

  async function refreshOne(id: string): Promise<Refreshed> {
    if (!(await isActive(id))) return { kind: 'removed' };
    const credentials = await deps.credentials.load(id);
    const outcome = await host.run({ type: 'refresh', exchange: id, credentials });
    // blacklisted meanwhile, here or by another instance
    if (!(await isActive(id))) return { kind: 'removed' };
    return keep(id, outcome);
  }

  async function keep(id: string, outcome: Outcomes['refresh']): Promise<Refreshed> {
    const before = await store.readResult(id);
    const { result, kind } = resultAfter(id, outcome, before, deps.now());
    await store.writeResult(result);
    return { kind, health: outcome.health, limits: outcome.limits };
  }

  function begin(id: string): Promise<Refreshed> {
    const joined = underway.get(id);
    if (joined) return joined;
    const begun = slots
      .execute(() => refreshOne(id))
      .catch((error): Refreshed => {
        log.error({ err: error, exchange: id }, 'refresh failed');
        return { kind: 'failed', health: defect(error) };
      })
      .finally(() => {
        underway.delete(id);
        watch.done();
      });
    underway.set(id, begun);
    watch.busy();
    return begun;
  }

  /** What is known of each after at most `answerWithinMs`; what is missing goes on by itself. */
  return async function refresh(ids: string[]): Promise<Map<string, Refreshed>> {
    const known = new Map<string, Refreshed>();
    const all = Promise.all(ids.map(async (id) => known.set(id, await begin(id))));
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, answerWithinMs);
    await Promise.race([all, enough]);
    clearTimeout(timer);
    return new Map(known);
  };
}

function defect(error: unknown): Check {
  const message =
    error instanceof ExchangeHostError ? error.message : 'the service failed: see its log, then try again';
  return { status: 'failed', latencyMs: 0, code: 'UNAVAILABLE', message };
}

export type Refresh = ReturnType<typeof refresher>;

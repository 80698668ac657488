import type { ExchangeModel } from '../exchanges/model.ts';
import type { Faults } from '../faults/registry.ts';
import type { RequestLog } from '../traffic/request-log.ts';
import type { Stats } from '../traffic/stats.ts';
import { parseTarget } from './target.ts';

/** What all that serves requests shares. */
export interface Desk {
  log: RequestLog;
  stats: Stats;
  faults: Faults;
  /** Epoch milliseconds. */
  clock: () => number;
}

/**
 * Which exchange a request is for, under which name it is kept (`null`: of no simulated exchange) and what fault
 * applies; with its entry in the log, which is begun.
 */
export function received(
  { log, faults, clock }: Omit<Desk, 'stats'>,
  { method = 'GET', url: path = '/' }: { method?: string | undefined; url?: string | undefined },
  byHost: ReadonlyMap<string, ExchangeModel>,
) {
  const target = parseTarget(path);
  const model = target && byHost.get(target.url.host);
  const name = target?.alias ?? model?.id ?? null;
  const findFault = () =>
    name !== null && target ? faults.find(name, target.url.pathname + target.url.search) : undefined;
  const fault = findFault();
  const url = target?.url.href ?? path;
  const startedAt = clock();
  const entry = log.begin({ exchange: name, method, url, startedAt, fault: fault?.kind ?? null });
  return { method, target, model, name, fault, findFault, url, startedAt, entry };
}

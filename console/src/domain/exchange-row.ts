import catalog from 'virtual:catalog';
import type { Config, ExchangeSettings, Worker } from '../../../client/src/types.ts';
import type { BlacklistEntry } from './snapshot.ts';
import { type RowState, STATE_ORDER } from './states.ts';

/** All that is known of one exchange. */
export interface ExchangeRow {
  id: string;
  name: string;
  state: RowState;
  worker: Worker | undefined;
  blacklist: BlacklistEntry | undefined;
  settings: ExchangeSettings | undefined;
  /** Methods that ccxt has not, without which it cannot be collected. */
  lacks: string[];
}

export function exchangeRows(
  config: Config | undefined,
  workers: readonly Worker[] | undefined,
): ExchangeRow[] {
  const byId = new Map(workers?.map((worker) => [worker.exchange, worker]));
  const ids = new Set([...(config?.availableExchanges ?? []), ...byId.keys()]);
  const settings = new Map(config?.exchanges?.map((exchange) => [exchange.id, exchange.settings]));
  const blacklist = new Map(config?.blacklist?.map((entry) => [entry.exchange, entry]));
  return Array.from(ids, (id) => ({
    id,
    name: catalog[id]?.name ?? id,
    state: stateOf(id, config, byId.get(id)),
    worker: byId.get(id),
    blacklist: blacklist.get(id),
    settings: settings.get(id),
    lacks: catalog[id]?.lacks ?? [],
  })).sort((a, b) => STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || (a.id < b.id ? -1 : 1));
}

function stateOf(id: string, config: Config | undefined, worker: Worker | undefined): RowState {
  if (worker) return worker.state;
  if (config?.config.blacklistedExchanges.includes(id)) return 'blacklisted';
  return config?.activeExchanges.includes(id) ? 'unknown' : 'not-added';
}

import { CANARY } from './lab.ts';

interface Config {
  version: number;
  activeExchanges: string[];
  blacklist: { exchange: string; reason: string | null }[];
}

/** The registry as it is, asked of a CCXT service past all functions and caches. */
export interface Registry {
  config(): Promise<Config>;
  /** A change that no function makes, so that no cache is told of it; its version. */
  change(exchange: string): Promise<number>;
}

let changes = 0;
/** Each change has a number, which its reason carries. */
export function nextReason(): { change: number; reason: string } {
  changes += 1;
  return { change: changes, reason: `${CANARY} change ${changes}` };
}

export function changeOf(config: Config, exchange: string): number | undefined {
  const reason = config.blacklist.find((entry) => entry.exchange === exchange)?.reason;
  return reason ? Number(/change (\d+)$/.exec(reason)?.[1]) : undefined;
}

export function registryClient(url: string, key: string): Registry {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/api/admin/exchanges/${path}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status}`);
    return response.json();
  };
  return {
    config: async () => (await call('GET', 'config')) as Config,
    change: async (exchange) =>
      ((await call('POST', `blacklist/${exchange}`, { reason: nextReason().reason })) as Config).version,
  };
}

import type { Logger } from 'pino';
import type { Catalog } from '#services/common/exchange/catalog.ts';
import type { CredentialSource } from '../credentials.ts';
import type { ExchangeHost } from '../exchanges/exchange-host.ts';
import type { Refresh } from '../refresh.ts';
import type { Registry } from '../registry/registry.ts';
import type { RegistryStore } from '../registry/store.ts';

export interface ServiceDeps {
  registry: Registry;
  store: RegistryStore;
  catalog: Catalog;
  host: ExchangeHost;
  credentials: CredentialSource;
  refresh: Refresh;
  /** Milliseconds between two polls of an exchange without a setting of its own. */
  defaultPollIntervalMs: number;
  serviceVersion: string;
  now: () => Date;
  log: Logger;
}

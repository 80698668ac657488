import * as v from 'valibot';
import { weakness } from '#lib/auth/weak-key.ts';
import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import { ENV } from '#lib/env.ts';
import { type Catalog, readCatalog } from '#services/common/exchange/catalog.ts';
import type { RegistryPlace } from './registry/open-store.ts';

const port = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number), v.integer(), v.maxValue(65_535));
const interval = v.pipe(
  v.string(),
  v.regex(/^\d+$/),
  v.transform(Number),
  v.minValue(500),
  v.maxValue(3_600_000),
);

const environment = v.object({
  [ENV.host]: v.optional(v.pipe(v.string(), v.minLength(1)), '127.0.0.1'),
  [ENV.port]: v.optional(port, '3001'),
  [ENV.serviceApiKey]: v.optional(v.string()),
  [ENV.registryPath]: v.optional(v.pipe(v.string(), v.minLength(1))),
  [ENV.registryTable]: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{3,255}$/))),
  [ENV.seedExchanges]: v.optional(v.string(), ''),
  [ENV.exchangeProxyUrl]: v.optional(v.pipe(v.string(), v.url(), v.endsWith('/'))),
  [ENV.defaultPollIntervalMs]: v.optional(interval, '5000'),
  [ENV.logLevel]: v.optional(
    v.picklist(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
  ),
});

/** @throws Error whose message says which variable is wrong and what it should be, never its value */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const parsed = v.safeParse(environment, env);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`set ${v.getDotPath(issue)} rightly: ${issue.expected ?? issue.message}`);
  }
  const read = parsed.output;
  const serviceKey = read[ENV.serviceApiKey];
  return {
    host: read[ENV.host],
    port: read[ENV.port],
    /** Absent when there is none, or one that must not guard anything. */
    serviceKey: serviceKey && !weakness(serviceKey) ? serviceKey : undefined,
    serviceKeyWeakness: serviceKey ? weakness(serviceKey) : `${ENV.serviceApiKey} is not set`,
    registry: placeOf(read[ENV.registryTable], read[ENV.registryPath]),
    seeds: seedsOf(read[ENV.seedExchanges], readCatalog()),
    proxyUrl: read[ENV.exchangeProxyUrl],
    defaultPollIntervalMs: read[ENV.defaultPollIntervalMs],
    logLevel: read[ENV.logLevel],
    variable: (name: string) => env[name],
  };
}

function placeOf(table: string | undefined, path: string | undefined): RegistryPlace {
  if (table !== undefined && path === undefined) return { table };
  if (path !== undefined && table === undefined) return { path };
  throw new Error(
    `set either ${ENV.registryTable}, the name of a DynamoDB table, or ${ENV.registryPath}, the file of a local ` +
      'registry: exactly one of them',
  );
}

function seedsOf(list: string, catalog: Catalog): string[] {
  return list.split(',').flatMap((raw) => {
    if (raw.trim() === '') return [];
    const id = parseExchangeId(raw.trim());
    if (!id || !catalog.has(id))
      throw new Error(`set ${ENV.seedExchanges} rightly: ccxt knows no "${raw.trim()}"`);
    return [id];
  });
}

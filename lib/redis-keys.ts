/**
 * Every Redis key of the product. Nothing outside this list is ever written or deleted.
 * The braces are cluster hash tags: all keys of one cached resource, or of one exchange, share a slot.
 */

/** The resources that the read path caches. */
export const CACHED_RESOURCES = ['exchange:config', 'exchange:supported'] as const;
export type CachedResource = (typeof CACHED_RESOURCES)[number];

/** The five keys of one cached resource (docs/architecture.md, "The cache"). */
export interface CacheKeys {
  /** Plain JSON, documented to users. */
  value: string;
  lease: string;
  /** Base64 of the brotli form of the same bytes. */
  brotli: string;
  /** Hash: etag, version, length of the value. */
  meta: string;
  /** Last good value, 24 h. */
  last: string;
}

export function cacheKeys(resource: CachedResource): CacheKeys {
  const tag = `{${resource}}`;
  return {
    value: resource,
    lease: `${tag}:lease`,
    brotli: `${tag}:br`,
    meta: `${tag}:meta`,
    last: `${tag}:last`,
  };
}

/** The keys of one exchange's market data and of its worker. `id` is a canonical exchange id. */
export function marketKeys(id: string) {
  const tag = `market:{${id}}`;
  return {
    tickers: `${tag}:tickers`,
    books: `${tag}:books`,
    stream: `${tag}:stream`,
    fence: `${tag}:fence`,
    status: `${tag}:status`,
    timeline: `${tag}:timeline`,
    rate: `${tag}:rate`,
    markets: `${tag}:markets`,
  };
}

/** BullMQ's key prefix; the braces keep its multi-key scripts in one slot. */
export const BULLMQ_PREFIX = '{collector}';

/** What the collector's nodes share beside BullMQ's own keys. */
export const COLLECTOR_KEYS = {
  /** Hash: the last known registry, for a node that starts while the registry is down. */
  registry: `${BULLMQ_PREFIX}:registry`,
  /** Which node is comparing schedules with the registry just now. */
  reconciler: `${BULLMQ_PREFIX}:reconciler`,
  /** Hash: instance id to its last sign of life, milliseconds. */
  nodes: `${BULLMQ_PREFIX}:nodes`,
  /** Hash: instance id to what memory it uses, JSON. */
  nodeMemory: `${BULLMQ_PREFIX}:node-memory`,
  /** Stream: changes of workers' states, for whoever wants to follow them. */
  stateChanges: `${BULLMQ_PREFIX}:state-changes`,
  /** Which node is sending them to the event bus just now, and the last one that the bus has taken. */
  publisher: `${BULLMQ_PREFIX}:publisher`,
  published: `${BULLMQ_PREFIX}:published`,
} as const;

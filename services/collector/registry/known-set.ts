import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import type { ConfigReply } from '#lib/schemas/ccxt-service.ts';

/** One active exchange as the registry has it; what it leaves open is `null`. */
export interface ActiveExchange {
  pollIntervalMs: number | null;
  symbols: string[] | null;
  rateLimitMs: number | null;
}

/** The registry as one reading of it told. Plain JSON: it is also remembered in Redis. */
export interface KnownSet {
  /** `null` from a service of the older shape. */
  version: number | null;
  /** When that reading began, milliseconds of the reader's clock. */
  readAt: number;
  active: Record<string, ActiveExchange>;
  blacklisted: string[];
  /** Of the active ones, those whose workers are not to run for now. */
  paused: string[];
  /** Every id that ccxt knows. */
  available: string[];
}

/**
 * What a reply says. An empty list of active exchanges is believed only of those that it names as blacklisted:
 * the others are kept from what was known before.
 */
export function knownSet(reply: ConfigReply, readAt: number, before: KnownSet | undefined): KnownSet {
  const blacklisted = ids(
    reply.blacklist?.map((entry) => entry.exchange) ?? reply.config.blacklistedExchanges,
  );
  return {
    version: reply.version ?? null,
    readAt,
    active: reply.activeExchanges.length > 0 ? activeOf(reply) : kept(before, blacklisted),
    blacklisted,
    paused: ids(reply.paused?.map((entry) => entry.exchange) ?? []),
    available: ids(reply.availableExchanges),
  };
}

function activeOf(reply: ConfigReply): Record<string, ActiveExchange> {
  const details = new Map(reply.exchanges?.map((exchange) => [exchange.id, exchange]));
  return Object.fromEntries(
    ids(reply.activeExchanges).map((id) => {
      const detail = details.get(id);
      const { pollIntervalMs = null, symbols = null } = detail?.settings ?? {};
      return [id, { pollIntervalMs, symbols, rateLimitMs: detail?.rateLimit ?? null }];
    }),
  );
}

function kept(before: KnownSet | undefined, blacklisted: string[]): Record<string, ActiveExchange> {
  return Object.fromEntries(Object.entries(before?.active ?? {}).filter(([id]) => !blacklisted.includes(id)));
}

/** Ids become parts of Redis keys; what cannot be one is left out. Two spellings of one id are one exchange. */
function ids(raw: string[]): string[] {
  return [...new Set(raw.map(parseExchangeId).filter((id) => id !== undefined))].sort();
}

/** Whether `candidate` is older than `current`: by version if both have one, else by when they were read. */
export function isOlder(
  candidate: Pick<KnownSet, 'version' | 'readAt'>,
  current: Pick<KnownSet, 'version' | 'readAt'>,
): boolean {
  if (candidate.version !== null && current.version !== null) return candidate.version < current.version;
  return candidate.readAt < current.readAt;
}

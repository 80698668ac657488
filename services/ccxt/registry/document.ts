import * as v from 'valibot';
import { exchangeSettings } from '#lib/schemas/requests.ts';

const blacklistEntry = v.strictObject({
  exchange: v.string(),
  reason: v.nullable(v.string()),
  by: v.nullable(v.string()),
  at: v.string(),
  expiresAt: v.nullable(v.string()),
});
export type BlacklistEntry = v.InferOutput<typeof blacklistEntry>;

const pauseEntry = v.strictObject({
  exchange: v.string(),
  reason: v.nullable(v.string()),
  by: v.nullable(v.string()),
  at: v.string(),
});
export type PauseEntry = v.InferOutput<typeof pauseEntry>;

const registryDocument = v.strictObject({
  configured: v.array(v.strictObject({ exchange: v.string(), settings: exchangeSettings })),
  blacklist: v.array(blacklistEntry),
  /** Documents of an earlier release have none. */
  paused: v.optional(v.array(pauseEntry), []),
  catalogDigest: v.string(),
});

/**
 * All decisions about exchanges, and nothing else: who is configured and how, who is blacklisted, whose worker is
 * paused. The lists are in order of id, which occurs once. `catalogDigest` names the catalog that config is answered from, so that a
 * new ccxt raises the version too. An expired blacklist entry counts until it is removed.
 */
export type RegistryDocument = v.InferOutput<typeof registryDocument>;

/** @throws when `text` is not a registry document */
export function parseDocument(text: string): RegistryDocument {
  return v.parse(registryDocument, JSON.parse(text));
}

export function isConfigured(document: RegistryDocument, id: string): boolean {
  return document.configured.some(({ exchange }) => exchange === id);
}

export function isBlacklisted(document: RegistryDocument, id: string): boolean {
  return document.blacklist.some(({ exchange }) => exchange === id);
}

export function isPaused(document: RegistryDocument, id: string): boolean {
  return document.paused.some(({ exchange }) => exchange === id);
}

export function pausedExchanges(document: RegistryDocument): string[] {
  return document.paused.map(({ exchange }) => exchange);
}

/** Configured minus blacklisted, in order of id. */
export function activeExchanges(document: RegistryDocument): string[] {
  return document.configured.map(({ exchange }) => exchange).filter((id) => !isBlacklisted(document, id));
}

export function blacklistedExchanges(document: RegistryDocument): string[] {
  return document.blacklist.map(({ exchange }) => exchange);
}

import { isDeepStrictEqual } from 'node:util';
import type { ErrorCode } from '#lib/errors.ts';
import type { SettingsChange } from '#lib/schemas/requests.ts';
import {
  type BlacklistEntry,
  isBlacklisted,
  isConfigured,
  isPaused,
  type PauseEntry,
  type RegistryDocument,
} from './document.ts';
import { settingsAfter } from './settings.ts';

/** What a request makes of the registry. */
export type Decision =
  | { kind: 'changed'; document: RegistryDocument }
  | { kind: 'unchanged' }
  | { kind: 'refused'; code: ErrorCode; message: string };

/** The first document of a registry. */
export function firstDocument(seeds: string[], catalogDigest: string): RegistryDocument {
  const ids = [...new Set(seeds)].sort();
  return {
    configured: ids.map((exchange) => ({ exchange, settings: {} })),
    blacklist: [],
    paused: [],
    catalogDigest,
  };
}

/** Configures an exchange; of one that is configured already, the settings that are given. */
export function add(document: RegistryDocument, id: string, settings: SettingsChange): Decision {
  if (isBlacklisted(document, id)) {
    return {
      kind: 'refused',
      code: 'EXCHANGE_BLACKLISTED',
      message: `${id} is blacklisted: remove it from the blacklist first`,
    };
  }
  const before = document.configured.find(({ exchange }) => exchange === id);
  const after = { exchange: id, settings: settingsAfter(before?.settings, settings) };
  if (before && isDeepStrictEqual(before, after)) return { kind: 'unchanged' };
  return changed(document, { configured: replaced(document.configured, after) });
}

/** Puts an exchange on the blacklist, or gives its entry another end or reason; no reason keeps the old one. */
export function blacklist(
  document: RegistryDocument,
  wanted: Omit<BlacklistEntry, 'reason'> & { reason?: string | undefined },
): Decision {
  const before = document.blacklist.find(({ exchange }) => exchange === wanted.exchange);
  const reason = wanted.reason ?? before?.reason ?? null;
  if (before && before.reason === reason && before.expiresAt === wanted.expiresAt) {
    return { kind: 'unchanged' };
  }
  return changed(document, { blacklist: replaced(document.blacklist, { ...wanted, reason }) });
}

/** Takes an exchange off the blacklist; whether it is configured stays as it was. */
export function unblacklist(document: RegistryDocument, id: string): Decision {
  if (!isBlacklisted(document, id)) return { kind: 'unchanged' };
  return changed(document, { blacklist: document.blacklist.filter(({ exchange }) => exchange !== id) });
}

/** Pauses the worker of an active exchange; no reason keeps the old one. */
export function pause(
  document: RegistryDocument,
  wanted: Omit<PauseEntry, 'reason'> & { reason?: string | undefined },
): Decision {
  const { exchange } = wanted;
  if (isBlacklisted(document, exchange)) {
    const message = `${exchange} is blacklisted: its worker has ended already`;
    return { kind: 'refused', code: 'EXCHANGE_BLACKLISTED', message };
  }
  if (!isConfigured(document, exchange)) {
    return { kind: 'refused', code: 'EXCHANGE_NOT_ACTIVE', message: `${exchange} is not configured: add it` };
  }
  const before = document.paused.find((entry) => entry.exchange === exchange);
  const reason = wanted.reason ?? before?.reason ?? null;
  if (before && before.reason === reason) return { kind: 'unchanged' };
  return changed(document, { paused: replaced(document.paused, { ...wanted, reason }) });
}

/** Ends a pause. */
export function resume(document: RegistryDocument, id: string): Decision {
  if (!isPaused(document, id)) return { kind: 'unchanged' };
  return changed(document, { paused: document.paused.filter(({ exchange }) => exchange !== id) });
}

/** Notes the catalog that config is answered from. */
export function useCatalog(document: RegistryDocument, catalogDigest: string): Decision {
  return document.catalogDigest === catalogDigest
    ? { kind: 'unchanged' }
    : changed(document, { catalogDigest });
}

function changed(document: RegistryDocument, part: Partial<RegistryDocument>): Decision {
  return { kind: 'changed', document: { ...document, ...part } };
}

/** `list` with `entry` in the place of the one with its id, in order of id. */
function replaced<T extends { exchange: string }>(list: T[], entry: T): T[] {
  return [...list.filter(({ exchange }) => exchange !== entry.exchange), entry].sort((a, b) =>
    a.exchange < b.exchange ? -1 : 1,
  );
}

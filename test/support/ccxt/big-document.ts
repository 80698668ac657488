import { writeSync } from 'node:fs';
import type { RegistryDocument } from '#services/ccxt/registry/document.ts';

const ENTRIES = 200;

/** A document of some 60 KB that says in each of its parts which version it is. */
export function bigDocument(version: number): RegistryDocument {
  const reason = `version ${version} ${'x'.repeat(200)}`;
  return {
    configured: [],
    blacklist: Array.from({ length: ENTRIES }, (_, n) => ({
      exchange: `exchange-${n}`,
      reason,
      by: null,
      at: '2026-01-01T00:00:00.000Z',
      expiresAt: null,
    })),
    paused: [],
    catalogDigest: String(version),
  };
}

/** The version that a document is whole in; throws when it is made of several, or of part of one. */
export function wholeVersion(document: RegistryDocument): number {
  const version = Number(document.catalogDigest);
  const expected = JSON.stringify(bigDocument(version));
  if (JSON.stringify(document) !== expected) throw new Error(`version ${version} is not whole`);
  return version;
}

/** Tells the parent, before anything else happens. */
export function acknowledge(version: number): void {
  writeSync(1, `${version}\n`);
}

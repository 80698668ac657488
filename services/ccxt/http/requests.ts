import type { Context } from 'hono';
import * as v from 'valibot';
import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import { AppError } from '#lib/errors.ts';
import { parseInput } from '#lib/schemas/parse.ts';
import type { Catalog, CatalogEntry } from '#services/common/exchange/catalog.ts';

const actor = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^\P{Cc}*$/u)));

/** The exchange that the path names. @throws AppError INVALID_EXCHANGE_ID, EXCHANGE_UNKNOWN */
export function exchangeOf(raw: string | undefined, catalog: Catalog): CatalogEntry {
  const id = parseExchangeId(raw);
  if (id === undefined) {
    throw new AppError(
      'INVALID_EXCHANGE_ID',
      'Send an exchange id of 1 to 64 letters, digits, hyphens and underscores.',
    );
  }
  const entry = catalog.get(id);
  if (!entry) throw new AppError('EXCHANGE_UNKNOWN', `ccxt knows no exchange ${id}: see availableExchanges.`);
  return entry;
}

/**
 * The body as `schema` reads it, an empty one as `{}`; and `by`, on whose behalf, which every body may hold.
 * @throws AppError INVALID_BODY
 */
export async function readBody<S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<{ body: v.InferOutput<S>; by: string | null }> {
  const raw = jsonOf(await c.req.text());
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new AppError('INVALID_BODY', 'Send a JSON object or no body.');
  }
  const { by, ...rest } = raw as Record<string, unknown>;
  const body = parseInput(schema, rest, 'INVALID_BODY');
  return { body, by: parseInput(v.object({ by: actor }), { by }, 'INVALID_BODY').by ?? null };
}

function jsonOf(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('INVALID_BODY', 'Send a body that is JSON, or none.', { cause });
  }
}

/** Whether the caller means a registry version, by `If-Match`; without the header, any. */
export function ifMatch(c: Context): (version: number) => boolean {
  const header = c.req.header('if-match');
  if (header === undefined || header.trim() === '*') return () => true;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"?([^"]*)"?$/, '$1'));
  return (version) => tags.includes(String(version));
}

/** An instant as config shows it. @throws AppError INVALID_BODY when it is none, or is past */
export function endOf(
  { expiresAt, ttlSeconds }: { expiresAt?: string | undefined; ttlSeconds?: number | undefined },
  now: Date,
): string | null {
  if (ttlSeconds !== undefined) return new Date(now.getTime() + ttlSeconds * 1000).toISOString();
  if (expiresAt === undefined) return null;
  const end = Date.parse(expiresAt);
  // a short one may have passed on its way here
  if (!(end > now.getTime() - SKEW_MS)) {
    throw new AppError('INVALID_BODY', 'Correct the field expiresAt: expected an instant to come.');
  }
  return new Date(end).toISOString();
}

const SKEW_MS = 60_000;

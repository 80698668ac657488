import * as v from 'valibot';

/**
 * The CCXT service's replies as its clients read them. Optional is what a service of the older shape does not
 * send; unknown fields are kept, for they are passed through.
 */

const ids = v.array(v.string());

export const serviceSettings = v.looseObject({
  pollIntervalMs: v.optional(v.number()),
  symbols: v.optional(ids),
});

/** One configured, non-blacklisted exchange. `rateLimit` is ccxt's milliseconds between requests. */
export const configuredExchange = v.looseObject({
  id: v.string(),
  name: v.string(),
  capabilities: v.record(v.string(), v.unknown()),
  rateLimit: v.number(),
  timeframes: v.array(v.string()),
  certified: v.boolean(),
  settings: serviceSettings,
});
export type ConfiguredExchange = v.InferOutput<typeof configuredExchange>;

export const blacklistEntry = v.looseObject({
  exchange: v.string(),
  reason: v.optional(v.nullable(v.string())),
  by: v.optional(v.nullable(v.string())),
  at: v.string(),
  expiresAt: v.optional(v.nullable(v.string())),
});
export type BlacklistEntry = v.InferOutput<typeof blacklistEntry>;

/** An active exchange whose worker is paused; of ours only. */
const pauseEntry = v.looseObject({
  exchange: v.string(),
  reason: v.optional(v.nullable(v.string())),
  by: v.optional(v.nullable(v.string())),
  at: v.string(),
});

/** GET /api/admin/exchanges/config */
export const configReply = v.looseObject({
  config: v.looseObject({ blacklistedExchanges: ids }),
  activeExchanges: ids,
  availableExchanges: ids,
  exchanges: v.optional(v.array(configuredExchange)),
  blacklist: v.optional(v.array(blacklistEntry)),
  paused: v.optional(v.array(pauseEntry)),
  version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type ConfigReply = v.InferOutput<typeof configReply>;

/** add, refresh, blacklist, un-blacklist; each sends the lists that its contract names. */
export const mutationReply = v.looseObject({
  message: v.string(),
  activeExchanges: v.optional(ids),
  blacklistedExchanges: v.optional(ids),
  pausedExchanges: v.optional(ids),
  changed: v.optional(v.boolean()),
  version: v.optional(v.number()),
});
export type MutationReply = v.InferOutput<typeof mutationReply>;

export const check = v.looseObject({
  status: v.picklist(['passed', 'failed', 'skipped', 'pending']),
  latencyMs: v.number(),
  method: v.optional(v.string()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
});

/** POST /api/admin/exchanges/validate/:id; `worker` is the caller's to add. */
export const validateReply = v.looseObject({
  exchange: v.string(),
  connectivity: v.object({ health: check, capability: check, rateLimit: check }),
});
export type ValidateReply = v.InferOutput<typeof validateReply>;

/** refresh, as ours extends it. */
export const refreshReply = v.looseObject({
  ...mutationReply.entries,
  added: v.optional(ids),
  removed: v.optional(ids),
  unchanged: v.optional(ids),
  failed: v.optional(ids),
  pending: v.optional(ids),
  connectivity: v.optional(
    v.record(v.string(), v.object({ health: check, capability: check, rateLimit: check })),
  ),
});
export type RefreshReply = v.InferOutput<typeof refreshReply>;

/** The body of a refusal; `code` is ours, an older service sends `error` alone. */
export const refusal = v.looseObject({
  error: v.string(),
  code: v.optional(v.string()),
  availableExchanges: v.optional(ids),
});
export type Refusal = v.InferOutput<typeof refusal>;

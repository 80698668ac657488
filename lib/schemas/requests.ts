import * as v from 'valibot';

/** The longest a timed blacklist may last: 366 days, in seconds. */
export const MAX_BLACKLIST_SECONDS = 366 * 24 * 3600;

const reason = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500), v.regex(/^\P{Cc}*$/u));
const symbol = v.pipe(v.string(), v.regex(/^[\w.:/-]{1,64}$/));

const pollIntervalMs = v.pipe(v.number(), v.integer(), v.minValue(500), v.maxValue(3_600_000));
const symbols = v.pipe(v.array(symbol), v.maxLength(20));

/** What an operator may set per exchange; `pollIntervalMs` in milliseconds, symbols as ccxt writes them. */
export const exchangeSettings = v.strictObject({
  pollIntervalMs: v.optional(pollIntervalMs),
  symbols: v.optional(symbols),
});
export type ExchangeSettings = v.InferOutput<typeof exchangeSettings>;

/** Body of `add`: what it does not name stays as it is, `null` goes back to the default. */
export const addBody = v.strictObject({
  pollIntervalMs: v.optional(v.nullable(pollIntervalMs)),
  symbols: v.optional(v.nullable(symbols)),
});
export type SettingsChange = v.InferOutput<typeof addBody>;

/** Body of `blacklist`: for good, until an instant (ISO 8601), or for some seconds. */
export const blacklistBody = v.pipe(
  v.strictObject({
    reason: v.optional(reason),
    expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
    ttlSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BLACKLIST_SECONDS))),
  }),
  v.check(
    (body) => body.expiresAt === undefined || body.ttlSeconds === undefined,
    'expiresAt and ttlSeconds exclude each other',
  ),
);
export type BlacklistBody = v.InferOutput<typeof blacklistBody>;

/** Body of `pause`. */
export const pauseBody = v.strictObject({ reason: v.optional(reason) });
export type PauseBody = v.InferOutput<typeof pauseBody>;

const exchanges = v.optional(
  v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.minLength(1), v.maxLength(200)),
);

/** Body of the restart of several workers: all unless some are named; a job's input says the rest here too. */
export const restartWorkersBody = v.strictObject({
  exchanges,
  onlyFailed: v.optional(v.boolean()),
  dryRun: v.optional(v.boolean()),
});
export type RestartWorkersBody = v.InferOutput<typeof restartWorkersBody>;

/** Body of `refresh`: all active exchanges unless some are named. */
export const refreshBody = v.strictObject({ exchanges });
export type RefreshBody = v.InferOutput<typeof refreshBody>;

/** A route that takes no body. */
export const noBody = v.strictObject({});

/** Input of the job `invalidate-cache`: the registry's version if the caller knows it. */
export const invalidateCacheInput = v.strictObject({
  version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

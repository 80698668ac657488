import * as v from 'valibot';
import type { Check } from '../domain/connectivity.ts';
import { WORKER_STATES } from '../domain/worker.ts';
import { mutationReply } from './ccxt-service.ts';
import { workerReport } from './collector.ts';

/**
 * What the functions answer to changes, as the API's description tells it (openapi/); the contract test holds them to it. A
 * caller must expect fields that are not here: the CCXT service's own ones are passed through.
 */

const ids = v.array(v.string());
const instant = v.pipe(v.string(), v.isoTimestamp());
const state = v.picklist([...WORKER_STATES, 'unknown']);

export const check = v.object({
  status: v.picklist(['passed', 'failed', 'skipped', 'pending']),
  latencyMs: v.number(),
  method: v.optional(v.string()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
}) satisfies v.GenericSchema<Check>;
export const workerFact = v.object({ state, generation: v.number() });
export const connectivity = v.object({
  health: check,
  capability: check,
  rateLimit: check,
  worker: check,
});

const change = {
  message: v.string(),
  changed: v.boolean(),
  version: mutationReply.entries.version,
  timestamp: v.optional(instant),
  warnings: v.array(v.string()),
};
const changeOfOne = { ...change, connectivity, worker: workerFact };

/** POST add/:exchange. */
export const addAnswer = v.object({ ...changeOfOne, activeExchanges: v.optional(ids) });
/** POST add/:exchange?dryRun=true. */
export const addDryRunAnswer = v.object({
  dryRun: v.literal(true),
  changed: v.literal(false),
  connectivity,
  warnings: v.array(v.string()),
});
export type AddDryRunAnswer = v.InferOutput<typeof addDryRunAnswer>;
/** POST blacklist/:exchange. */
export const blacklistAnswer = v.object({ ...changeOfOne, blacklistedExchanges: v.optional(ids) });
/** DELETE blacklist/:exchange. */
export const unblacklistAnswer = v.object({
  ...changeOfOne,
  blacklistedExchanges: v.optional(ids),
  activeExchanges: v.optional(ids),
});
/** POST workers/:exchange/pause and /resume. */
export const pauseAnswer = v.object({
  ...changeOfOne,
  pausedExchanges: v.optional(ids),
  activeExchanges: v.optional(ids),
});

/** POST refresh. What lies in the record of connectivity and workers is keyed by exchange id. */
export const refreshAnswer = v.object({
  ...change,
  activeExchanges: v.optional(ids),
  added: v.optional(ids),
  removed: v.optional(ids),
  updated: v.optional(ids),
  unchanged: v.optional(ids),
  failed: v.optional(ids),
  pending: v.optional(ids),
  connectivity: v.record(v.string(), connectivity),
  workers: v.record(v.string(), workerFact),
});

/** POST workers/:exchange/restart. */
export const restartAnswer = v.object({
  message: v.string(),
  exchange: v.string(),
  worker: workerReport,
});

/** POST workers/restart. `pending`: it has been told, and had no success yet; `check` says more. */
export const restartedItem = v.object({
  exchange: v.string(),
  outcome: v.picklist(['restarted', 'pending', 'would_restart', 'skipped']),
  state: v.string(),
  generation: v.number(),
  code: v.optional(v.picklist(['EXCHANGE_NOT_ACTIVE', 'NOT_TO_RUN', 'NOT_FAILED'])),
  check: v.optional(check),
});
export const restartWorkersAnswer = v.object({
  dryRun: v.boolean(),
  onlyFailed: v.boolean(),
  selected: v.number(),
  results: v.array(restartedItem),
});
export type RestartWorkersAnswer = v.InferOutput<typeof restartWorkersAnswer>;

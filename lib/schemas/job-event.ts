import * as v from 'valibot';

/**
 * An EventBridge Scheduler event or a direct invocation. `action` is the function's name; `input` holds
 * `exchange` where the route has one, and the fields of its body. Delivery is at least once.
 */
export const jobEvent = v.looseObject({
  source: v.picklist(['exchange.schedule', 'exchange.job']),
  action: v.string(),
  input: v.optional(v.record(v.string(), v.unknown())),
  scheduledTime: v.optional(v.string()),
  scheduleArn: v.optional(v.string()),
});
export type JobEvent = v.InferOutput<typeof jobEvent>;

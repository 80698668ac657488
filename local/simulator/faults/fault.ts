import * as v from 'valibot';

/** Applies to requests whose path and query contain it; to all without. */
const match = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(500)));

const fault = v.variant('kind', [
  /** The connection is reset before anything is answered. */
  v.strictObject({ kind: v.literal('refuse'), match }),
  /** Never answers. */
  v.strictObject({ kind: v.literal('hang'), match }),
  /** Headers and half of the body, then nothing. */
  v.strictObject({ kind: v.literal('stall'), match }),
  /** Headers and half of the body, then a reset. */
  v.strictObject({ kind: v.literal('reset'), match }),
  /** 200 with a web page. */
  v.strictObject({ kind: v.literal('html'), match }),
  /** An error status with the exchange's own kind of body. */
  v.strictObject({
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400))),
    /** The header's form; seconds unless given. */
    retryAfterForm: v.optional(v.picklist(['seconds', 'date'])),
    match,
  }),
  /** The right answer, so many milliseconds later. */
  v.strictObject({
    kind: v.literal('latency'),
    ms: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600_000)),
    match,
  }),
]);
export type Fault = v.InferOutput<typeof fault>;

const USAGE =
  '{"kind":"refuse|hang|stall|reset|html"}, {"kind":"status","status":400..599,"retryAfterSeconds"?:0..86400,"retryAfterForm"?:"seconds|date"} or ' +
  '{"kind":"latency","ms":1..600000}; each may have "match", a part of the path';

/** A fault, or a sentence that says what one looks like. */
export function parseFault(body: unknown): { fault: Fault } | { problem: string } {
  const result = v.safeParse(fault, body);
  if (result.success) return { fault: result.output };
  const issue = result.issues[0];
  const where = v.getDotPath(issue);
  return { problem: `${where ? `${where}: ` : ''}${issue.message}. Send ${USAGE}.` };
}

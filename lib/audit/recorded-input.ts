/**
 * The fields of bodies and queries that are recorded; a new one is recorded once it is named here. None is a secret,
 * but `reason` is free text, which is for those who may read the audit log, not for everyone who reads logs.
 */
const FIELDS = [
  'pollIntervalMs',
  'symbols',
  'reason',
  'expiresAt',
  'ttlSeconds',
  'exchanges',
  'dryRun',
  'onlyFailed',
  'limit',
] as const;
const FREE_TEXT = 'reason';

/** Whatever a query field may hold rightly; the use case refuses other values, and they are not repeated. */
const QUERY_VALUE = /^\w{1,8}$/;

/** What is recorded of a call's checked body, and of its query. */
export function recordedInput(
  body: unknown,
  query: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  const flags = Object.entries(query).filter(([, value]) => QUERY_VALUE.test(value ?? ''));
  const given: Record<string, unknown> = { ...Object.fromEntries(flags), ...Object(body) };
  return Object.fromEntries(
    FIELDS.filter((field) => given[field] !== undefined).map((field) => [field, given[field]]),
  );
}

export function forLog({ [FREE_TEXT]: _, ...input }: Record<string, unknown>): Record<string, unknown> {
  return input;
}

/**
 * An error for the log: its own words and its causes'. Never what else it carries: ioredis hangs the command on its
 * errors, with the password it logged in with or the body it was to store.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error === undefined ? undefined : String(error);
  const { name, message, stack, cause } = error;
  return { name, message, stack, cause: describeError(cause) };
}

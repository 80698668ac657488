import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { RegistryUnavailableError, RegistryUnreadableError } from './store.ts';

/** Refusals that are over when some time has passed. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);
/** No connection was made, or no request signed. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** DynamoDB answered, and what it answered is no. */
function isRefusal(error: unknown): error is DynamoDBServiceException {
  const status = error instanceof DynamoDBServiceException ? error.$metadata.httpStatusCode : undefined;
  return status !== undefined && status >= 400 && status < 500;
}

/** Whether the same request may succeed when it is sent again. */
export function isTransient(error: unknown): boolean {
  if (isRefusal(error)) return THROTTLED.has(error.name);
  return !isWithoutCredentials(error);
}

/** Whether a write that failed so may have been made all the same, or may yet be. */
export function mayHaveBeenMade(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return !isRefusal(error) && !isWithoutCredentials(error) && !NOT_SENT.has(String(code));
}

function isWithoutCredentials(error: unknown): boolean {
  return error instanceof Error && error.name === 'CredentialsProviderError';
}

/** What a failure of DynamoDB is to the users of a store. */
export function registryError(table: string, cause: unknown): Error {
  if (cause instanceof RegistryUnavailableError || cause instanceof RegistryUnreadableError) return cause;
  if (!isTransient(cause)) {
    return new RegistryUnreadableError(
      `the registry's table ${table} cannot be used (${nameOf(cause)}). Nothing was changed. See that REGISTRY_TABLE ` +
        'names a table of this account and region, and that this process has credentials for it.',
      { cause },
    );
  }
  return new RegistryUnavailableError(`the registry's table ${table} does not answer now`, { cause });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}

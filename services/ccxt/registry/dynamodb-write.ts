import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { REGISTRY_ATTRIBUTES } from '#lib/registry-item.ts';
import type { RegistryDocument } from './document.ts';
import { DOCUMENT_KEY, documentItem, versionOf, writeOf } from './dynamodb-document.ts';
import { isTransient, mayHaveBeenMade, registryError } from './dynamodb-errors.ts';
import type { DynamoDbTable } from './dynamodb-table.ts';
import { RegistryOutcomeUnknownError } from './store.ts';

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Sent once more at most. */
const ATTEMPTS = 2;

/**
 * Writes the version after `expected` if that is the current one.
 *
 * An attempt may be carried out though its answer is lost. Repeating it is harmless, for its condition holds once;
 * but it then fails, as if another writer had been first. So every write leaves a token of its own, and who finds
 * the condition failed after a lost answer looks whose write it was.
 *
 * @throws RegistryUnavailableError when nothing was changed, RegistryOutcomeUnknownError when that cannot be told
 */
export async function writeVersion(
  table: DynamoDbTable,
  expected: number,
  document: RegistryDocument,
  first = 1,
): Promise<'ok' | 'conflict'> {
  const token = randomUUID();
  const version = expected === 0 ? first : expected + 1;
  const request = { Item: documentItem(version, document, token), ...onlyIf(expected) };
  let lost: unknown; // why an attempt's answer did not come
  for (let attempt = 1; ; attempt++) {
    try {
      await table.putOnce(request);
      return 'ok';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return lost === undefined ? 'conflict' : whose(table, version, token, lost);
      }
      if (mayHaveBeenMade(error)) lost = error;
      if (attempt === ATTEMPTS || !isTransient(error)) {
        if (lost === undefined) throw registryError(table.name, error);
        return whose(table, version, token, lost);
      }
    }
    await pause(Math.random() * 50 * 2 ** attempt);
  }
}

/** Who wrote the version that we meant to. A version later than that says nothing of who wrote the one before. */
async function whose(
  table: DynamoDbTable,
  version: number,
  token: string,
  cause: unknown,
): Promise<'ok' | 'conflict'> {
  const item = await table.get(DOCUMENT_KEY).catch(() => undefined);
  if (writeOf(item) === token) return 'ok';
  if (versionOf(item) === version) return 'conflict';
  throw new RegistryOutcomeUnknownError(
    `the registry's table ${table.name} did not tell the outcome of a write`,
    {
      cause,
    },
  );
}

function onlyIf(expected: number): Condition {
  const { key, version } = REGISTRY_ATTRIBUTES;
  if (expected === 0) {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': key } };
  }
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': version },
    ExpressionAttributeValues: { ':expected': { N: String(expected) } },
  };
}

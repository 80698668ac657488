import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as v from 'valibot';
import type { AwsJson } from '../aws/aws-json.ts';
import { AwsRefusal } from '../aws/aws-refusal.ts';
import { type ClaimRequest, claimOn, type HeldKey, type IdempotencyStore } from '../idempotency/claim.ts';
import { RECORDS_ATTRIBUTES } from './table-attributes.ts';

const { partitionKey, sortKey, timeToLive } = RECORDS_ATTRIBUTES;
const ATTEMPTS = 4;
const NAMES = { '#token': 'token', '#reply': 'reply' };
/** An item holds 400 KB. A reply that names every exchange has about a quarter of that, and a tenth compressed. */
const COMPRESSION = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const text = v.object({ S: v.string() });
const number = v.object({ N: v.pipe(v.string(), v.transform(Number)) });
/** Base64. */
const binary = v.object({ B: v.string() });
const found = v.object({
  Item: v.optional(
    v.object({
      fingerprint: text,
      token: text,
      leaseUntil: number,
      keptUntil: number,
      reply: v.optional(binary),
    }),
  ),
});
type Item = NonNullable<v.InferOutput<typeof found>['Item']>;

/** Idempotency keys in DynamoDB, one item each. Each write is conditional on what its writer has seen. */
export function dynamoDbIdempotencyStore(dynamoDb: AwsJson, TableName: string): IdempotencyStore {
  async function read(id: string): Promise<HeldKey | undefined> {
    const input = { TableName, Key: keyOf(id), ConsistentRead: true };
    const { Item } = v.parse(found, await dynamoDb('GetItem', input));
    return Item && heldKey(Item);
  }

  return {
    async claim(request) {
      let seen: HeldKey | undefined;
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const input = { TableName, Item: itemOf(request), ...unchangedSince(seen) };
        if (await isMet(dynamoDb('PutItem', input))) return { kind: 'granted' };
        seen = await read(request.id);
        const claim = claimOn(seen, request);
        // its own: the answer to its write got lost, and the write was repeated
        if (claim.kind !== 'granted' || seen?.token === request.token) return claim;
      }
      throw new Error('others kept changing the key');
    },
    async complete({ id, token, reply }) {
      await isMet(
        dynamoDb('UpdateItem', {
          TableName,
          Key: keyOf(id),
          UpdateExpression: 'SET #reply = :reply',
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: NAMES,
          ExpressionAttributeValues: {
            ':token': { S: token },
            ':reply': { B: brotliCompressSync(reply, COMPRESSION).toString('base64') },
          },
        }),
      );
    },
    async release({ id, token }) {
      await isMet(
        dynamoDb('DeleteItem', {
          TableName,
          Key: keyOf(id),
          ConditionExpression: '#token = :token AND attribute_not_exists(#reply)',
          ExpressionAttributeNames: NAMES,
          ExpressionAttributeValues: { ':token': { S: token } },
        }),
      );
    },
  };
}

/** Whether a conditional write was made. */
async function isMet(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof AwsRefusal && error.code === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** The item is as it was seen. */
function unchangedSince(seen: HeldKey | undefined) {
  if (!seen) {
    return {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': partitionKey },
    };
  }
  const isDone = `attribute${seen.reply === undefined ? '_not' : ''}_exists(#reply)`;
  return {
    ConditionExpression: `#token = :token AND ${isDone}`,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: { ':token': { S: seen.token } },
  };
}

function keyOf(id: string) {
  return { [partitionKey]: { S: `idempotency#${id}` }, [sortKey]: { S: '-' } };
}

function itemOf({ id, fingerprint, token, leaseUntil, expiresAt }: ClaimRequest) {
  return {
    ...keyOf(id),
    [timeToLive]: { N: String(Math.ceil(expiresAt / 1_000)) },
    fingerprint: { S: fingerprint },
    token: { S: token },
    leaseUntil: { N: String(leaseUntil) },
    keptUntil: { N: String(expiresAt) },
  };
}

function heldKey({ fingerprint, token, leaseUntil, keptUntil, reply }: Item): HeldKey {
  return {
    fingerprint: fingerprint.S,
    token: token.S,
    leaseUntil: leaseUntil.N,
    expiresAt: keptUntil.N,
    reply: reply && brotliDecompressSync(Buffer.from(reply.B, 'base64')).toString(),
  };
}

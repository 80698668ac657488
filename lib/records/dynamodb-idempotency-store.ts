import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type ClaimRequest, claimOn, type HeldKey, type IdempotencyStore } from '../idempotency/claim.ts';
import { RECORDS_ATTRIBUTES } from './table-attributes.ts';

const { partitionKey, sortKey, timeToLive } = RECORDS_ATTRIBUTES;
const ATTEMPTS = 4;
const NAMES = { '#token': 'token', '#reply': 'reply' };
/** An item holds 400 KB. A reply that names every exchange has about a quarter of that, and a tenth compressed. */
const COMPRESSION = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

type Item = Record<string, AttributeValue>;

/** Idempotency keys in DynamoDB, one item each. Each write is conditional on what its writer has seen. */
export function dynamoDbIdempotencyStore(client: DynamoDBClient, TableName: string): IdempotencyStore {
  async function read(id: string): Promise<HeldKey | undefined> {
    const input = { TableName, Key: keyOf(id), ConsistentRead: true };
    const { Item } = await client.send(new GetItemCommand(input));
    return Item && heldKey(Item);
  }

  return {
    async claim(request) {
      let seen: HeldKey | undefined;
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const input = { TableName, Item: itemOf(request), ...unchangedSince(seen) };
        if (await isMet(client.send(new PutItemCommand(input)))) return { kind: 'granted' };
        seen = await read(request.id);
        const claim = claimOn(seen, request);
        // its own: the answer to its write got lost, and the write was repeated
        if (claim.kind !== 'granted' || seen?.token === request.token) return claim;
      }
      throw new Error('others kept changing the key');
    },
    async complete({ id, token, reply }) {
      await isMet(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(id),
            UpdateExpression: 'SET #reply = :reply',
            ConditionExpression: '#token = :token',
            ExpressionAttributeNames: NAMES,
            ExpressionAttributeValues: {
              ':token': { S: token },
              ':reply': { B: brotliCompressSync(reply, COMPRESSION) },
            },
          }),
        ),
      );
    },
    async release({ id, token }) {
      await isMet(
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: keyOf(id),
            ConditionExpression: '#token = :token AND attribute_not_exists(#reply)',
            ExpressionAttributeNames: NAMES,
            ExpressionAttributeValues: { ':token': { S: token } },
          }),
        ),
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
    if (error instanceof ConditionalCheckFailedException) return false;
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

function keyOf(id: string): Item {
  return { [partitionKey]: { S: `idempotency#${id}` }, [sortKey]: { S: '-' } };
}

function itemOf({ id, fingerprint, token, leaseUntil, expiresAt }: ClaimRequest): Item {
  return {
    ...keyOf(id),
    [timeToLive]: { N: String(Math.ceil(expiresAt / 1_000)) },
    fingerprint: { S: fingerprint },
    token: { S: token },
    leaseUntil: { N: String(leaseUntil) },
    keptUntil: { N: String(expiresAt) },
  };
}

function heldKey(item: Item): HeldKey {
  return {
    fingerprint: item.fingerprint?.S ?? '',
    token: item.token?.S ?? '',
    leaseUntil: Number(item.leaseUntil?.N),
    expiresAt: Number(item.keptUntil?.N),
    reply: item.reply?.B && brotliDecompressSync(item.reply.B).toString(),
  };
}

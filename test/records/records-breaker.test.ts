import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openedWhenUsed } from '#lib/records/open-records.ts';
import { RESILIENCE } from '#lib/resilience.ts';
import { dynamoDbAt } from '../support/dynamodb.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';

const { attempts, breaker } = RESILIENCE.records;

let stub: Awaited<ReturnType<typeof startHttpStub>>;
beforeEach(async () => {
  stub = await startHttpStub((_, response) => sendJson(response, 500, {}));
});
afterEach(() => stub.close());

it('a store that fails again and again is not asked for a while', async () => {
  const { audit } = openedWhenUsed({ table: { name: 'records', dynamoDb: dynamoDbAt(stub.url) } });
  for (let n = 0; n < breaker.failures; n++) await expect(audit.page({ limit: 1 })).rejects.toThrow();
  const asked = stub.seen.length;
  expect(asked).toBe(attempts * breaker.failures);
  await expect(audit.page({ limit: 1 })).rejects.toThrow(/circuit/);
  expect(stub.seen).toHaveLength(asked);
});

import { ENV } from '#lib/env.ts';
import { RECORDS_ATTRIBUTES } from '#lib/records/table-attributes.ts';
import { dynamoDbEnvironment, startDynamoDb } from '../../test/support/dynamodb.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { startSecretsManager } from '../../test/support/secrets-manager.ts';
import type { Variant } from '../harness/cold.ts';
import type { Lab } from '../harness/lab.ts';
import type { Answer } from '../harness/response.ts';
import { coldCpu } from './cold-variants.ts';
import type { Goal, Line } from './goal.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret';
const ADMIN_KEY = 'hU3wE8rT5yP1aS6dF9gK2lZ7xC4vB0nM';
const SERVICE_KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';

export const coldAdmin: Goal = {
  number: 2,
  title: 'cold CPU of the heaviest admin function / its own naive bundle',
  async run(lab, rounds) {
    // a Redis of its own, for each addition empties the cache
    const [dynamoDb, redis] = await Promise.all([startDynamoDb(), startRedisServer()]);
    const secrets = await startSecretsManager({
      [`${ARN}:admin`]: ADMIN_KEY,
      [`${ARN}:service`]: SERVICE_KEY,
    });
    try {
      const given = { ...lab.environment('get-config'), [ENV.redisUrl]: redis.url };
      const deployed = {
        ...given,
        ...dynamoDbEnvironment(dynamoDb.url),
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
        [ENV.adminApiKeySecretArn]: `${ARN}:admin`,
        [ENV.serviceApiKeySecretArn]: `${ARN}:service`,
        [ENV.recordsTable]: await dynamoDb.newTable(RECORDS_ATTRIBUTES.sortKey),
      };
      const local = { ...given, [ENV.adminApiKey]: ADMIN_KEY, [ENV.recordsPath]: ':memory:' };
      return await measured(lab, rounds, { deployed, local });
    } finally {
      await Promise.all([dynamoDb.stop(), redis.stop(), secrets.close()]);
    }
  },
};

/**
 * What an addition does, two calls upstream among it. Deployed: keys from Secrets Manager, the record in DynamoDB.
 * Local: keys that are given, records in sqlite; the difference is AWS's SDK.
 */
async function measured(
  lab: Lab,
  rounds: number,
  { deployed: environment, local }: Record<'deployed' | 'local', Record<string, string>>,
): Promise<Line[]> {
  const sample = JSON.stringify(await lab.event('add-exchange'));
  const event = JSON.parse(
    sample.replaceAll('{{ADMIN_API_KEY}}', ADMIN_KEY).replaceAll('bitstamp', 'exchange7'),
  );
  const shared = { environment, event, prove: isAddition };
  const variants = {
    empty: { environment, event, layout: lab.peer('empty') },
    ours: { ...shared, layout: lab.product('add-exchange') },
    'code cache': { ...shared, layout: lab.product('add-exchange', 'codeCache') },
    eager: { ...shared, layout: lab.peer('eager-add-exchange') },
    'ours, local': { ...shared, environment: local, layout: lab.product('add-exchange') },
    'eager, local': { ...shared, environment: local, layout: lab.peer('eager-add-exchange') },
  } satisfies Record<string, Variant>;
  const cpu = await coldCpu(rounds, variants);
  const GOAL = { goal: 2, unit: '×' } as const;
  return [
    { goal: 2, unit: 'ms', what: 'one eager ESM file', measured: cpu.ms('eager') },
    { ...GOAL, what: 'ours / one eager ESM file', measured: cpu.ratio('ours', 'eager'), atMost: 0.5 },
    { ...GOAL, what: 'ours, code cache / one eager ESM file', measured: cpu.ratio('code cache', 'eager') },
    {
      ...GOAL,
      what: 'ours / one eager ESM file, neither asking AWS',
      measured: cpu.ratio('ours, local', 'eager, local'),
    },
    { ...GOAL, what: 'ours / empty handler', measured: cpu.ratio('ours', 'empty') },
  ];
}

function isAddition({ body }: Answer, output: string): void {
  const { changed, warnings, connectivity } = JSON.parse(body);
  if (changed !== true || connectivity?.health?.status !== 'passed' || !output.includes('"audit"'))
    throw new Error(`no addition with its record: ${body}\n${output}`);
  // there is no collector here; anything else would be a failure
  if (warnings.join() !== 'state=stopped; generation=0; code=EXCHANGE_NOT_ACTIVE')
    throw new Error(`something was amiss: ${warnings}\n${output}`);
}

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
      const sdkAsked = () =>
        secrets.seen.splice(0).some(({ headers }) => /aws-sdk/.test(String(headers['user-agent'])));
      return await measured(lab, rounds, { deployed, local, sdkAsked });
    } finally {
      await Promise.all([dynamoDb.stop(), redis.stop(), secrets.close()]);
    }
  },
};

interface Environments {
  deployed: Record<string, string>;
  local: Record<string, string>;
  /** Whether Secrets Manager was asked by AWS's SDK since the last time. */
  sdkAsked: () => boolean;
}

/**
 * What an addition does, two calls upstream among it. Deployed: keys from Secrets Manager, the record in DynamoDB.
 * Local: keys that are given, records in sqlite. The naive bundle asks AWS by its SDK.
 */
async function measured(
  lab: Lab,
  rounds: number,
  { deployed: environment, local, sdkAsked }: Environments,
): Promise<Line[]> {
  const sample = JSON.stringify(await lab.event('add-exchange'));
  const event = JSON.parse(
    sample.replaceAll('{{ADMIN_API_KEY}}', ADMIN_KEY).replaceAll('bitstamp', 'exchange7'),
  );
  const added = (bySdk: boolean) => (answer: Answer, output: string) => {
    isAddition(answer, output);
    if (sdkAsked() !== bySdk) throw new Error(`AWS's SDK was ${bySdk ? 'not ' : ''}used`);
  };
  const shared = { environment, event, prove: added(false) };
  const eager = { event, layout: lab.peer('eager-add-exchange') };
  const variants = {
    empty: { environment, event, layout: lab.peer('empty') },
    ours: { ...shared, layout: lab.product('add-exchange') },
    'code cache': { ...shared, layout: lab.product('add-exchange', 'codeCache') },
    eager: { ...eager, environment, prove: added(true) },
    'ours, local': { ...shared, environment: local, layout: lab.product('add-exchange') },
    'eager, local': { ...eager, environment: local, prove: added(false) },
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

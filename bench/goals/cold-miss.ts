import { Redis } from 'ioredis';
import { ENV } from '#lib/env.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { startSecretsManager } from '../../test/support/secrets-manager.ts';
import type { Variant } from '../harness/cold.ts';
import type { Answer } from '../harness/response.ts';
import { startUpstream } from '../harness/upstream.ts';
import { coldCpu } from './cold-variants.ts';
import type { Goal } from './goal.ts';

const READ = 'get-supported';
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:service';
const SERVICE_KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';

export const coldMiss: Goal = {
  number: 7,
  title: 'cold CPU of a read that goes upstream / one that does not',
  async run(lab, rounds) {
    const [redis, upstream, secrets] = await Promise.all([
      startRedisServer(),
      startUpstream({ exchanges: 104, symbols: 3 }),
      startSecretsManager({ [ARN]: SERVICE_KEY }),
    ]);
    const client = new Redis(redis.url);
    try {
      const environment: Record<string, string> = {
        ...lab.environment(READ),
        [ENV.redisUrl]: redis.url,
        [ENV.ccxtServiceUrl]: upstream.url,
      };
      const { [ENV.serviceApiKey]: _, ...keyless } = environment;
      const deployed = {
        ...keyless,
        [ENV.serviceApiKeySecretArn]: ARN,
        [ENV.awsRegion]: 'eu-central-1',
        [ENV.awsAccessKeyId]: 'test',
        [ENV.awsSecretAccessKey]: 'test',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      };
      const layout = lab.product(READ);
      const event = await lab.event(READ);
      const before = () => client.flushall();
      const variants = {
        hit: { environment: lab.environment(READ), event, layout, prove: came('HIT') },
        miss: { environment, event, layout, before, prove: came('MISS') },
        deployed: { environment: deployed, event, layout, before, prove: came('MISS') },
      } satisfies Record<string, Variant>;
      const cpu = await coldCpu(rounds, variants);
      return [
        { goal: 7, unit: '×', what: 'miss / hit', measured: cpu.ratio('miss', 'hit'), atMost: 1.35 },
        {
          goal: 7,
          unit: '×',
          what: 'miss with the key from Secrets Manager / hit',
          measured: cpu.ratio('deployed', 'hit'),
        },
      ];
    } finally {
      client.disconnect();
      await Promise.all([redis.stop(), upstream.close(), secrets.close()]);
    }
  },
};

function came(expected: string) {
  return ({ headers }: Answer, output: string) => {
    if (headers['x-cache'] !== expected || output !== '')
      throw new Error(`x-cache is ${headers['x-cache']}, not ${expected}\n${output}`);
  };
}

import { ENV } from '#lib/env.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { startSecretsManager } from '../../support/secrets-manager.ts';
import { must } from '../expectations.ts';
import { KEYS } from '../lab.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Answer } from '../subject.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:';
const [ADMIN_ARN, SERVICE_ARN] = [`${ARN}admin-key-AbCdEf`, `${ARN}service-key-AbCdEf`];
const MINUTE_MS = 60_000;

async function secretsAway(scene: Scene): Promise<Facts> {
  const stub = await startSecretsManager({ [ADMIN_ARN]: KEYS.admin, [SERVICE_ARN]: KEYS.service });
  const secrets = await FaultProxy.start(stub.url);
  scene.onEnd(async () => {
    await secrets.close();
    await stub.close();
  });
  const weakened = scene.without !== undefined;
  const env: Record<string, string> = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    [ENV.adminApiKeySecretArn]: ADMIN_ARN,
    // the control has nothing to load but its guard's key
    ...(weakened ? {} : { [ENV.serviceApiKeySecretArn]: SERVICE_ARN }),
  };
  const cache = await scene.cache();
  const [cold, warm, other] = await Promise.all([
    scene.functions(cache, env),
    scene.functions(cache, env),
    scene.shipped(cache),
  ]);
  if (!weakened) {
    mustBe(await warm.read(), 200, 'with its secrets a read');
    mustBe(await warm.change(), 200, 'with its secrets a change');
  }
  await other.read();

  secrets.inject({ kind: 'reset' });
  mustBe(await cold.read(), 200, 'cold, a cached read');
  mustBe(await cold.change(), 503, 'cold, a change', 'AUTH_UNAVAILABLE');
  warm.host.advance(10 * MINUTE_MS);
  mustBe(await warm.change(), 200, 'warm, a change after 10 minutes');
  mustBe(await warm.read(), 200, 'warm, a read after 10 minutes');
  warm.host.advance(6 * MINUTE_MS);
  mustBe(await warm.change(), 503, 'warm, a change after 16 minutes', 'AUTH_UNAVAILABLE');
  mustBe(await warm.read(), 200, 'warm, a read after 16 minutes');
  await secrets.heal();
  warm.host.advance(MINUTE_MS);
  mustBe(await warm.change(), 200, 'a change when the secrets are there again');
  return {
    reads: '200',
    mutations: 'cold 503; warm 200 after 10 minutes, 503 after 16; 200 again',
    injected: secrets.injected,
  };
}

function mustBe({ status, code }: Answer, expected: number, what: string, expectedCode = code): void {
  must(status === expected && code === expectedCode, `${what} was ${status} ${code}, not ${expected}`);
}

export const secretRows: Row[] = [
  {
    number: 26,
    fault: 'Secrets Manager away, cold and warm',
    codes: ['AUTH_UNAVAILABLE'],
    scenario: secretsAway,
    controls: ['the refusal without a loadable key'],
  },
];

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { secretKey } from '#lib/auth/key-sources.ts';
import { ENV } from '#lib/env.ts';
import { handler } from '../../functions/rotation/rotate-admin-key.ts';
import { type RotatedSecret, SECRET_ARN, startRotatedSecret } from '../support/rotated-secret.ts';
import { secretsManagerAt } from '../support/secrets-manager.ts';

const FIRST = 'Zq8vN2mK5xW9cR3tY7hL1dF6gJ4pS0aB';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  [ENV.adminApiKeySecretArn]: SECRET_ARN,
};

describe('rotation of the admin key', () => {
  let secrets: RotatedSecret;
  beforeEach(async () => {
    secrets = await startRotatedSecret(FIRST);
    Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url });
  });
  afterEach(async () => {
    for (const name of [...Object.keys(ENVIRONMENT), 'AWS_ENDPOINT_URL_SECRETS_MANAGER'])
      delete process.env[name];
    await secrets.close();
  });

  const step = (Step: string, ClientRequestToken: string) =>
    handler({ Step, SecretId: SECRET_ARN, ClientRequestToken });
  async function rotate(token: string): Promise<void> {
    secrets.begin(token);
    for (const name of STEPS) await step(name, token);
  }

  it('makes a strong new key the current one and leaves the old one readable', async () => {
    await rotate('t1');
    const { AWSCURRENT, AWSPREVIOUS } = secrets.readable();
    expect(AWSCURRENT).toMatch(/^[\w]{48}$/);
    expect(AWSCURRENT).not.toBe(FIRST);
    expect(AWSPREVIOUS).toBe(FIRST);
    expect((await secretKey(SECRET_ARN, secretsManagerAt(secrets.url)).load()).current).toBe(AWSCURRENT);
  });

  it('bears every step twice, as it may be sent', async () => {
    secrets.begin('t1');
    for (const name of STEPS) {
      await step(name, 't1');
      await step(name, 't1');
    }
    expect(secrets.readable().AWSPREVIOUS).toBe(FIRST);
    expect(secrets.versions.size).toBe(2);
  });

  it('changes nothing that is current before the last step', async () => {
    secrets.begin('t1');
    for (const name of STEPS.slice(0, -1)) {
      await step(name, 't1');
      expect(secrets.readable().AWSCURRENT).toBe(FIRST);
    }
  });

  it.each([
    ['weak', 'short'],
    ['the current one', FIRST],
  ])('does not pass a key that is %s', async (_, value) => {
    secrets.begin('t1');
    secrets.versions.set('t1', { value, stages: new Set(['AWSPENDING']) });
    await step('createSecret', 't1');
    await expect(step('testSecret', 't1')).rejects.toThrow(/not usable/);
    expect(secrets.readable().AWSCURRENT).toBe(FIRST);
  });

  it('refuses a version that was not staged, another secret, and an event of another form', async () => {
    await expect(step('createSecret', 'unstaged')).rejects.toThrow(/not staged for rotation/);
    await expect(
      handler({ Step: 'createSecret', SecretId: `${SECRET_ARN}x`, ClientRequestToken: 't' }),
    ).rejects.toThrow(/rotates .* only/);
    await expect(handler({ source: 'exchange.job', action: 'rotate-admin-key' })).rejects.toThrow(
      /Send what Secrets Manager sends/,
    );
  });

  it('revokes the previous key at once, as often as it is asked', async () => {
    await rotate('t1');
    for (let times = 0; times < 2; times++) await handler({ action: 'revoke', SecretId: SECRET_ARN });
    const { AWSCURRENT, AWSPREVIOUS } = secrets.readable();
    expect(AWSPREVIOUS).toBeUndefined();
    expect(await secretKey(SECRET_ARN, secretsManagerAt(secrets.url)).load()).toMatchObject({
      current: AWSCURRENT,
      previous: undefined,
    });
  });
});

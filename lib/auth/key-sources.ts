import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RESILIENCE } from '../resilience.ts';
import type { KeySource } from './admin-keys.ts';

const { attempts, connectMs, requestMs } = RESILIENCE.secretsManager;

/** How long the key before the current one is still accepted, from the rotation on; milliseconds. */
const PREVIOUS_KEY_MS = 15 * 60_000;

/** A key that is given to the process, for local runs. */
export function fixedKey(key: string): KeySource {
  return { load: async () => ({ current: key }) };
}

/** A secret of AWS Secrets Manager. The SDK is loaded when first needed, never by the read path. */
export function secretKey(secretArn: string): KeySource {
  let client: Promise<SecretsManagerClient> | undefined;
  const connect = async () => {
    const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return new SecretsManagerClient({
      maxAttempts: attempts,
      // without the last one a silent endpoint is only warned of, and waited for
      requestHandler: {
        connectionTimeout: connectMs,
        requestTimeout: requestMs,
        throwOnRequestTimeout: true,
      },
    });
  };
  const stage = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') => {
    client ??= connect();
    const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    return (await client).send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage }));
  };
  const previousStage = async () => {
    const { ResourceNotFoundException } = await import('@aws-sdk/client-secrets-manager');
    return stage('AWSPREVIOUS').catch((error) => {
      if (error instanceof ResourceNotFoundException) return undefined; // never rotated yet
      throw error;
    });
  };

  return {
    async load() {
      const current = await stage('AWSCURRENT');
      if (!current.SecretString) throw new Error('the secret has no text value');
      const acceptedUntil = (current.CreatedDate?.getTime() ?? 0) + PREVIOUS_KEY_MS;
      const previous = Date.now() < acceptedUntil ? await previousStage() : undefined;
      return {
        current: current.SecretString,
        version: current.VersionId,
        previous: previous?.SecretString
          ? { key: previous.SecretString, version: previous.VersionId, acceptedUntil }
          : undefined,
      };
    },
  };
}

import * as v from 'valibot';
import type { AwsJson } from '../aws/aws-json.ts';
import { AwsRefusal } from '../aws/aws-refusal.ts';
import type { KeySource } from './admin-keys.ts';

/** How long the key before the current one is still accepted, from the rotation on; milliseconds. */
const PREVIOUS_KEY_MS = 15 * 60_000;

/** A key that is given to the process, for local runs. */
export function fixedKey(key: string): KeySource {
  return { load: async () => ({ current: key }) };
}

const secretValue = v.object({
  SecretString: v.optional(v.string()),
  VersionId: v.optional(v.string()),
  /** Epoch seconds. */
  CreatedDate: v.optional(v.number()),
});

/** A secret of AWS Secrets Manager. */
export function secretKey(SecretId: string, secretsManager: AwsJson): KeySource {
  const stage = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
    v.parse(secretValue, await secretsManager('GetSecretValue', { SecretId, VersionStage }));
  const previousStage = () =>
    stage('AWSPREVIOUS').catch((error) => {
      if (error instanceof AwsRefusal && error.code === 'ResourceNotFoundException') return undefined; // never rotated yet
      throw error;
    });

  return {
    async load() {
      const current = await stage('AWSCURRENT');
      if (!current.SecretString) throw new Error('the secret has no text value');
      const acceptedUntil = (current.CreatedDate ?? 0) * 1_000 + PREVIOUS_KEY_MS;
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

import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

export type VersionStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** One secret of text, its versions and their stages. Every method may be called again with the same outcome. */
export interface SecretVersions {
  /** The version that carries a stage. */
  holderOf(stage: VersionStage): Promise<string | undefined>;
  stagesOf(version: string): Promise<string[]>;
  /** `undefined` when there is no such version, or it has no value yet. */
  read(stage: VersionStage, version?: string): Promise<string | undefined>;
  putPending(version: string, value: string): Promise<void>;
  /** Makes a version the current one; the one that was becomes the previous one. */
  promote(version: string): Promise<void>;
  /** Takes the stage off its version, which then cannot be read by it any more. */
  drop(stage: VersionStage): Promise<void>;
  /** 48 letters and digits, from Secrets Manager's own generator. */
  random(): Promise<string>;
}

export function secretVersions(SecretId: string, client = new SecretsManagerClient({})): SecretVersions {
  const versions = async () =>
    (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {};
  const holderOf = async (stage: VersionStage) =>
    Object.entries(await versions()).find(([, stages]) => stages?.includes(stage))?.[0];
  const move = (VersionStage: VersionStage, to: string | undefined, from: string | undefined) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage,
        ...(to === undefined ? {} : { MoveToVersionId: to }),
        ...(from === undefined ? {} : { RemoveFromVersionId: from }),
      }),
    );

  return {
    holderOf,
    stagesOf: async (version) => (await versions())[version] ?? [],
    async read(VersionStage, VersionId) {
      const query = { SecretId, VersionStage, ...(VersionId === undefined ? {} : { VersionId }) };
      try {
        return (await client.send(new GetSecretValueCommand(query))).SecretString;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    async putPending(ClientRequestToken, SecretString) {
      await client.send(
        new PutSecretValueCommand({
          SecretId,
          ClientRequestToken,
          SecretString,
          VersionStages: ['AWSPENDING'],
        }),
      );
    },
    async promote(version) {
      const current = await holderOf('AWSCURRENT');
      if (current !== version) await move('AWSCURRENT', version, current);
    },
    async drop(stage) {
      const holder = await holderOf(stage);
      if (holder !== undefined) await move(stage, undefined, holder);
    },
    async random() {
      const request = new GetRandomPasswordCommand({ PasswordLength: 48, ExcludePunctuation: true });
      const { RandomPassword } = await client.send(request);
      if (!RandomPassword) throw new Error('Secrets Manager made no password');
      return RandomPassword;
    },
  };
}

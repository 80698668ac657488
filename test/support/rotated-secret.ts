import { sendJson, startHttpStub } from './http-stub.ts';

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:rotated-abcdef';

interface Version {
  value: string | undefined;
  stages: Set<string>;
}

/** One secret, as Secrets Manager keeps it: versions, and stages that are each on one version at most. */
export interface RotatedSecret {
  /** Give it to the SDK as AWS_ENDPOINT_URL_SECRETS_MANAGER. */
  url: string;
  versions: Map<string, Version>;
  /** Which values can be read by which stage. */
  readable(): Record<string, string | undefined>;
  /** What Secrets Manager does before the first step. */
  begin(token: string): void;
  close(): Promise<void>;
}

export async function startRotatedSecret(current: string): Promise<RotatedSecret> {
  const versions = new Map<string, Version>([['v0', { value: current, stages: new Set(['AWSCURRENT']) }]]);
  const holder = (stage: string) => [...versions].find(([, { stages }]) => stages.has(stage));
  let made = 0;

  function put(stage: string, onto: string): void {
    holder(stage)?.[1].stages.delete(stage);
    versions.get(onto)?.stages.add(stage);
  }

  const actions: Record<string, (input: Record<string, string & string[]>) => unknown> = {
    DescribeSecret: () => ({
      ARN: SECRET_ARN,
      VersionIdsToStages: Object.fromEntries([...versions].map(([id, { stages }]) => [id, [...stages]])),
    }),
    GetRandomPassword: ({ PasswordLength }) => ({
      RandomPassword: `${++made}`.padEnd(Number(PasswordLength), 'kT4vQ9mZ2xB7nW1cR6yH8d'),
    }),
    GetSecretValue: ({ VersionStage = 'AWSCURRENT', VersionId }) => {
      const [id, version] = holder(VersionStage) ?? [];
      if (version?.value === undefined || (VersionId && VersionId !== id)) return undefined;
      return { ARN: SECRET_ARN, VersionId: id, SecretString: version.value };
    },
    PutSecretValue: ({ ClientRequestToken = '', SecretString, VersionStages = [] }) => {
      const version = versions.get(ClientRequestToken) ?? { value: undefined, stages: new Set<string>() };
      versions.set(ClientRequestToken, version);
      version.value = SecretString;
      for (const stage of VersionStages) put(stage, ClientRequestToken);
      return { ARN: SECRET_ARN };
    },
    UpdateSecretVersionStage: ({ VersionStage = '', MoveToVersionId, RemoveFromVersionId }) => {
      const [from] = holder(VersionStage) ?? [];
      if (from !== RemoveFromVersionId) return undefined;
      if (MoveToVersionId) put(VersionStage, MoveToVersionId);
      else versions.get(RemoveFromVersionId ?? '')?.stages.delete(VersionStage);
      if (MoveToVersionId && VersionStage === 'AWSCURRENT' && from) put('AWSPREVIOUS', from);
      return { ARN: SECRET_ARN };
    },
  };

  const stub = await startHttpStub((request, response) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    const answer = actions[action]?.(JSON.parse(request.body));
    if (answer) sendJson(response, 200, answer);
    else sendJson(response, 400, { __type: 'ResourceNotFoundException', message: `${action}: not found` });
  });
  return {
    url: stub.url,
    versions,
    readable: () =>
      Object.fromEntries(
        ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'].map((stage) => [stage, holder(stage)?.[1].value]),
      ),
    begin: (token) => {
      versions.set(token, { value: undefined, stages: new Set() });
      put('AWSPENDING', token);
    },
    close: stub.close,
  };
}

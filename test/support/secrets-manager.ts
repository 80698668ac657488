import { sendJson, startHttpStub } from './http-stub.ts';

/** When every secret was made: long enough ago that its previous version is not asked for. */
const CREATED_AT = Date.parse('2026-01-01T00:00:00.000Z') / 1_000;

/** AWS Secrets Manager over HTTP, as its SDK speaks to it, with these secrets by ARN. */
export function startSecretsManager(secrets: Record<string, string>) {
  return startHttpStub(({ body }, response) => {
    const { SecretId, VersionStage } = JSON.parse(body);
    const SecretString = VersionStage === 'AWSCURRENT' ? secrets[SecretId] : undefined;
    if (SecretString === undefined) {
      return sendJson(response, 400, { __type: 'ResourceNotFoundException', message: 'no such version' });
    }
    sendJson(response, 200, {
      ARN: SecretId,
      Name: 'test',
      VersionId: '6d1f3c2a-0000-4000-8000-000000000001',
      VersionStages: [VersionStage],
      SecretString,
      CreatedDate: CREATED_AT,
    });
  });
}

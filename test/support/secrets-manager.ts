import { type AwsJson, awsJson, SECRETS_MANAGER } from '#lib/aws/aws-json.ts';
import { RESILIENCE } from '#lib/resilience.ts';
import { signatureRefusal, TEST_IDENTITY } from './aws-signer.ts';
import { sendJson, startHttpStub } from './http-stub.ts';

/** When every secret was made: long enough ago that its previous version is not asked for. */
const CREATED_AT = Date.parse('2026-01-01T00:00:00.000Z') / 1_000;

/** The functions' own client of Secrets Manager at `url`. */
export function secretsManagerAt(url: string): AwsJson {
  return awsJson(SECRETS_MANAGER, {
    identity: TEST_IDENTITY,
    endpoint: url,
    limits: RESILIENCE.secretsManager,
  });
}

/** AWS Secrets Manager over HTTP, with these secrets by ARN, for whoever signs as the tests do. */
export function startSecretsManager(secrets: Record<string, string>) {
  return startHttpStub(async (request, response) => {
    const refusal = await signatureRefusal(request, TEST_IDENTITY);
    if (refusal) return sendJson(response, 400, refusal);
    const { SecretId, VersionStage } = JSON.parse(request.body);
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

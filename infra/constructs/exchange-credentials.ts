import { Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** Exchanges' credentials as the CCXT service reads them: an environment variable for each, from a secret of the team's. */
export function exchangeCredentials(
  scope: Construct,
  secretArns: Readonly<Record<string, string>>,
): Record<string, EcsSecret> {
  const variables = Object.entries(secretArns).map(([exchange, arn]) => [
    `EXCHANGE_CREDENTIALS_${exchange.toUpperCase().replaceAll('-', '_')}`,
    EcsSecret.fromSecretsManager(Secret.fromSecretCompleteArn(scope, `Credentials-${exchange}`, arn)),
  ]);
  return Object.fromEntries(variables);
}

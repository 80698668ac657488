import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** What a caller needs of the key for each service that encrypts with it. */
const ACTIONS = {
  secretsmanager: ['kms:Decrypt'],
  dynamodb: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
} as const;

/** Lets `role` use the key through one service, and for nothing else that the key encrypts. */
export function allowKeyUse(role: IRole, key: IKey, service: keyof typeof ACTIONS): void {
  const { region } = Stack.of(key);
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: [...ACTIONS[service]],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
    }),
  );
}

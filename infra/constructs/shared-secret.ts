import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/**
 * A secret as another stack sees it. Granting on the original would write that stack's role into the key's policy,
 * and the two stacks would depend on each other; whoever reads it gets the use of the key beside (key-use.ts).
 */
export function sharedSecret(scope: Construct, id: string, secret: ISecret): ISecret {
  return Secret.fromSecretCompleteArn(scope, id, secret.secretArn);
}

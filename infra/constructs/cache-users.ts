import { CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { COLLECTOR_ACCESS, FUNCTIONS_ACCESS, NO_ACCESS } from '../access-strings.ts';
import { acknowledge } from '../acknowledge.ts';

const ENGINE = 'valkey';

/**
 * Who may log in to the cache, and to do what: functions by IAM, the collector with a password, `default` never.
 * A user's id and name are the same, as IAM needs it.
 */
export class CacheUsers extends Construct {
  readonly groupId: string;
  readonly functions: { readonly name: string; readonly arn: string };
  /** Undefined without a collector of ours. `secret` holds the password as text. */
  readonly collector: { readonly name: string; readonly arn: string; readonly secret: Secret } | undefined;

  constructor(scope: Construct, id: string, props: { prefix: string; key: IKey; hasCollector: boolean }) {
    super(scope, id);
    const { prefix, key } = props;
    const nobody = this.#passwordUser('Default', `${prefix}-default`, 'default', NO_ACCESS, key);
    acknowledge(nobody.secret, {
      'AwsSolutions-SMG4':
        'The user is off and has no rights: its password opens nothing, and nothing reads it.',
    });
    const functions = new CfnUser(this, 'Functions', {
      engine: ENGINE,
      userId: `${prefix}-functions`,
      userName: `${prefix}-functions`,
      authenticationMode: { Type: 'iam' },
      accessString: FUNCTIONS_ACCESS,
    });
    this.functions = { name: functions.userName, arn: functions.attrArn };

    const members = [nobody.user, functions];
    if (props.hasCollector) {
      const name = `${prefix}-collector`;
      const { user, secret } = this.#passwordUser('Collector', name, name, COLLECTOR_ACCESS, key);
      this.collector = { name, arn: user.attrArn, secret };
      members.push(user);
    }
    const group = new CfnUserGroup(this, 'Group', {
      engine: ENGINE,
      userGroupId: `${prefix}-users`,
      userIds: members.map(({ ref }) => ref),
    });
    this.groupId = group.ref;
  }

  #passwordUser(id: string, userId: string, userName: string, accessString: string, key: IKey) {
    const secret = new Secret(this, `${id}Password`, {
      description: `Password of the cache's user ${userName}`,
      encryptionKey: key,
      // ElastiCache takes 16 to 128 characters
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
    const user = new CfnUser(this, id, {
      engine: ENGINE,
      userId,
      userName,
      // A dynamic reference: CloudFormation reads the secret at deployment, the template never holds it.
      authenticationMode: { Type: 'password', Passwords: [secret.secretValue.unsafeUnwrap()] },
      accessString,
    });
    return { user, secret };
  }
}

import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ENV } from '#lib/env.ts';
import { acknowledge } from './acknowledge.ts';
import type { StageConfig } from './config.ts';
import { alarmsMayUseKey } from './constructs/alarm-topic.ts';
import { Cache } from './constructs/cache.ts';
import type { FunctionSetting, ProductFunction } from './constructs/product-function.ts';
import { Rotation } from './constructs/rotation.ts';
import { Tables } from './constructs/tables.ts';
import type { NetworkStack } from './network-stack.ts';

/** Whatever keeps state or a secret: cache, tables, keys, and what rotates them. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly cache: Cache;
  readonly tables: Tables;
  /** The operators' key, X-Admin-Key. */
  readonly adminKey: Secret;
  /** The key between our parts, X-API-Key. */
  readonly serviceKey: ISecret;
  readonly rotations: ProductFunction[];

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { setting: FunctionSetting; network: NetworkStack },
  ) {
    super(scope, id, props);
    const { network, setting } = props;
    const { config } = setting;
    const prefix = `exchange-control-plane-${config.stage}`;
    const isOwn = config.services.kind === 'own';
    this.key = new Key(this, 'Key', {
      description: `Exchange Control Plane ${config.stage}: cache, tables, secrets`,
      enableKeyRotation: true,
      removalPolicy: config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.key.addToResourcePolicy(alarmsMayUseKey(this.account));
    this.cache = new Cache(this, 'Cache', {
      config,
      prefix,
      subnets: network.subnets.data,
      securityGroup: network.traffic.cache,
      key: this.key,
    });
    this.tables = new Tables(this, 'Tables', {
      prefix,
      key: this.key,
      keepData: config.keepData,
      hasRegistry: isOwn,
    });

    this.adminKey = this.#generatedKey('AdminKey', "The operators' key, sent as X-Admin-Key");
    this.rotations = [this.#rotateAdminKey(setting)];
    this.serviceKey = this.#serviceKey(config);
    if (this.cache.users.collector) {
      this.rotations.push(this.#rotateCachePassword(setting, this.cache.users.collector));
    }
  }

  #rotateAdminKey(setting: FunctionSetting): ProductFunction {
    return new Rotation(this, 'AdminKeyRotation', {
      setting,
      name: 'rotate-admin-key',
      secret: this.adminKey,
      environment: { [ENV.adminApiKeySecretArn]: this.adminKey.secretArn },
    }).function;
  }

  #rotateCachePassword(
    setting: FunctionSetting,
    { name, arn, secret }: NonNullable<Cache['users']['collector']>,
  ): ProductFunction {
    const rotation = new Rotation(this, 'CachePasswordRotation', {
      setting,
      name: 'rotate-cache-password',
      secret,
      environment: {
        [ENV.redisPasswordSecretArn]: secret.secretArn,
        [ENV.redisUrl]: this.cache.url,
        [ENV.redisUsername]: name,
      },
    }).function;
    rotation.role.addToPolicy(
      new PolicyStatement({
        actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'],
        resources: [arn],
      }),
    );
    return rotation;
  }

  #serviceKey(config: StageConfig): ISecret {
    if (config.services.kind === 'existing') {
      return Secret.fromSecretCompleteArn(this, 'ServiceKey', config.services.serviceKeySecretArn);
    }
    const key = this.#generatedKey('ServiceKey', 'The key between functions and services, sent as X-API-Key');
    acknowledge(key, {
      'AwsSolutions-SMG4':
        'The services hold one key for their life: changing it needs a deployment in order (docs/deploy.md, "Rotation").',
    });
    return key;
  }

  #generatedKey(id: string, description: string): Secret {
    return new Secret(this, id, {
      description,
      encryptionKey: this.key,
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
  }
}

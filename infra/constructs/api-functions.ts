import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '#lib/env.ts';
import { JOBS, type JobName, ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import type { DataStack } from '../data-stack.ts';
import { allowKeyUse } from './key-use.ts';
import { type FunctionSetting, ProductFunction } from './product-function.ts';
import { sharedSecret } from './shared-secret.ts';

/** A vCPU comes with 1,769 MB; below about 1 GB the TLS handshake of a cold start is what takes the time. */
const MEMORY_MB = 1024;

/** Audit records and idempotency keys. */
const RECORDS_ACTIONS = [
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];

export interface ApiFunctionsProps {
  readonly setting: FunctionSetting;
  readonly data: DataStack;
  readonly serviceUrls: { readonly ccxtService: string; readonly collector: string };
}

/** One function per route and job, all on one layer, each allowed what its entry of the layer needs. */
export class ApiFunctions extends Construct {
  readonly routes: ReadonlyMap<RouteName, ProductFunction>;
  readonly jobs: ReadonlyMap<JobName, ProductFunction>;
  readonly #props: ApiFunctionsProps;
  readonly #layer: LayerVersion;
  readonly #serviceKey: ISecret;
  readonly #adminKey: ISecret;

  constructor(scope: Construct, id: string, props: ApiFunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.#serviceKey = sharedSecret(this, 'ServiceKey', props.data.serviceKey);
    this.#adminKey = sharedSecret(this, 'AdminKey', props.data.adminKey);
    this.#layer = new LayerVersion(this, 'Layer', {
      description: 'Entry files of the read path and the admin path',
      code: Code.fromAsset(props.setting.build.layerFolder),
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.ARM_64],
    });

    const { reservedConcurrency } = props.setting.config;
    this.routes = new Map(
      entriesOf<RouteName, Route>(ROUTES).map(([name, route]) => {
        const reserved = route.access === 'admin' ? reservedConcurrency?.admin : undefined;
        return [name, this.#function(name, `${route.method} ${route.path}`, route, reserved)];
      }),
    );
    this.jobs = new Map(
      entriesOf<JobName, Pick<Route, 'entry' | 'timeoutMs'>>(JOBS).map(([name, job]) => {
        const reserved = name === 'invalidate-cache' ? reservedConcurrency?.invalidateCache : undefined;
        return [name, this.#function(name, 'Scheduled', job, reserved)];
      }),
    );
    props.data.cache.grantDescribe(this.of('get-health').role); // its deep form asks ElastiCache for the group's status
  }

  /** The function of a route or job. */
  of(name: RouteName | JobName): ProductFunction {
    const found = this.routes.get(name as RouteName) ?? this.jobs.get(name as JobName);
    if (!found) throw new Error(`No function is named ${name}.`);
    return found;
  }

  #function(
    name: RouteName | JobName,
    description: string,
    { entry, timeoutMs }: Pick<Route, 'entry' | 'timeoutMs'>,
    reservedConcurrency: number | undefined,
  ): ProductFunction {
    const { setting, data, serviceUrls } = this.#props;
    const made = new ProductFunction(this, name, {
      setting,
      name,
      description,
      timeoutMs,
      reservedConcurrency,
      memoryMb: MEMORY_MB,
      layer: this.#layer,
      environment: {
        [ENV.redisUrl]: data.cache.url,
        [ENV.redisUsername]: data.cache.users.functions.name,
        [ENV.redisIamReplicationGroup]: data.cache.replicationGroupId,
        [ENV.ccxtServiceUrl]: serviceUrls.ccxtService,
        [ENV.collectorUrl]: serviceUrls.collector,
        [ENV.serviceApiKeySecretArn]: this.#serviceKey.secretArn,
        ...(entry === 'admin' ? this.#adminEnvironment() : {}),
      },
    });
    data.cache.grantConnect(made.role);
    this.#serviceKey.grantRead(made.role);
    allowKeyUse(made.role, data.key, 'secretsmanager');
    if (entry === 'admin') this.#grantAdminPath(made);
    return made;
  }

  #adminEnvironment(): Record<string, string> {
    return {
      [ENV.adminApiKeySecretArn]: this.#adminKey.secretArn,
      [ENV.recordsTable]: this.#props.data.tables.records.tableName,
    };
  }

  #grantAdminPath({ role }: ProductFunction): void {
    const { tables, key } = this.#props.data;
    this.#adminKey.grantRead(role);
    tables.records.grant(role, ...RECORDS_ACTIONS);
    allowKeyUse(role, key, 'dynamodb');
  }
}

function entriesOf<K extends string, V>(table: Record<K, V>): [K, V][] {
  return Object.entries(table) as [K, V][];
}

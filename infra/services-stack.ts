import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Cluster, ContainerInsights, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { ENV } from '#lib/env.ts';
import { v8Options } from '#lib/v8-options.ts';
import type { StageConfig } from './config.ts';
import type { OwnServices } from './config-services.ts';
import { ContainerService } from './constructs/container-service.ts';
import { exchangeCredentials } from './constructs/exchange-credentials.ts';
import { InternalLoadBalancer } from './constructs/internal-load-balancer.ts';
import { allowKeyUse } from './constructs/key-use.ts';
import { sharedSecret } from './constructs/shared-secret.ts';
import type { ServiceTraffic } from './constructs/traffic.ts';
import { WeeklyRestart } from './constructs/weekly-restart.ts';
import type { DataStack } from './data-stack.ts';
import type { NetworkStack } from './network-stack.ts';
import { PORTS } from './ports.ts';

export interface ServicesStackProps extends StackProps {
  readonly config: StageConfig;
  readonly imageContext: string;
  readonly services: OwnServices;
  readonly traffic: ServiceTraffic;
  readonly network: NetworkStack;
  readonly data: DataStack;
}

/** Where EventBridge's own events are, too: rules on the source `exchange.collector` see the collector's. */
const DEFAULT_BUS = 'default';

/** The CCXT service and the collector as containers, behind a load balancer that only the VPC sees. */
export class ServicesStack extends Stack {
  readonly ccxtServiceUrl: string;
  readonly collectorUrl: string;
  readonly collectorListenerArn: string;
  readonly targets: { readonly ccxt: ApplicationTargetGroup; readonly collector: ApplicationTargetGroup };
  readonly collector: ContainerService;
  readonly #cluster: Cluster;
  readonly #serviceKey: EcsSecret;

  constructor(scope: Construct, id: string, props: ServicesStackProps) {
    super(scope, id, props);
    const { config, network, traffic } = props;
    this.#cluster = new Cluster(this, 'Cluster', {
      vpc: network.vpc,
      clusterName: `exchange-control-plane-${config.stage}`,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    this.#serviceKey = EcsSecret.fromSecretsManager(sharedSecret(this, 'ServiceKey', props.data.serviceKey));
    const entrance = new InternalLoadBalancer(this, 'Entrance', {
      config,
      vpc: network.vpc,
      subnets: network.subnets.services,
      securityGroup: traffic.loadBalancer,
    });
    const urlOf = (port: number) => `http://${entrance.loadBalancer.loadBalancerDnsName}:${port}`;
    this.ccxtServiceUrl = urlOf(PORTS.ccxtService);
    this.collectorUrl = urlOf(PORTS.collector);

    const ccxt = entrance.serve('CcxtService', PORTS.ccxtService, this.#ccxtService(props).service);
    this.collector = this.#collector(props);
    const collector = entrance.serve('Collector', PORTS.collector, this.collector.service);
    this.targets = { ccxt: ccxt.targets, collector: collector.targets };
    this.collectorListenerArn = collector.listener.listenerArn;
  }

  #ccxtService(props: ServicesStackProps): ContainerService {
    const { services, data } = props;
    const { registry } = data.tables;
    if (!registry) throw new Error('A CCXT service of ours needs the registry table.');
    const ccxt = this.#container('CcxtService', props, {
      folder: 'ccxt',
      size: services.ccxt,
      count: services.ccxt.count,
      port: PORTS.ccxtService,
      securityGroup: props.traffic.ccxtService,
      environment: {
        [ENV.registryTable]: registry.tableName,
        [ENV.seedExchanges]: services.seedExchanges.join(','),
      },
      secrets: exchangeCredentials(this, services.exchangeCredentials),
    });
    registry.grant(
      ccxt.taskRole,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
      'dynamodb:Scan',
    );
    allowKeyUse(ccxt.taskRole, data.key, 'dynamodb');
    return ccxt;
  }

  #collector(props: ServicesStackProps): ContainerService {
    const { services, data } = props;
    const user = data.cache.users.collector;
    if (!user) throw new Error('A collector of ours needs a user of the cache.');
    const collector = this.#container('Collector', props, {
      folder: 'collector',
      size: services.collector,
      count: undefined,
      port: PORTS.collector,
      securityGroup: props.traffic.collector,
      environment: {
        [ENV.ccxtServiceUrl]: this.ccxtServiceUrl,
        [ENV.redisUrl]: data.cache.url,
        [ENV.redisUsername]: user.name,
        [ENV.eventBusName]: DEFAULT_BUS,
        NODE_OPTIONS: v8Options(services.collector.memory),
      },
      secrets: {
        [ENV.redisPassword]: EcsSecret.fromSecretsManager(sharedSecret(this, 'RedisPassword', user.secret)),
      },
    });
    EventBus.fromEventBusName(this, 'DefaultBus', DEFAULT_BUS).grantPutEventsTo(collector.taskRole);
    collector.service
      .autoScaleTaskCount({ minCapacity: services.collector.min, maxCapacity: services.collector.max })
      .scaleOnCpuUtilization('Cpu', {
        targetUtilizationPercent: 60,
        scaleInCooldown: Duration.minutes(10), // each change of the number moves workers between nodes
        scaleOutCooldown: Duration.minutes(2),
      });
    new WeeklyRestart(this, 'CollectorRestart', { service: collector.service });
    return collector;
  }

  #container(
    id: string,
    { config, imageContext, network, data }: ServicesStackProps,
    props: Omit<
      ConstructorParameters<typeof ContainerService>[2],
      'config' | 'imageContext' | 'cluster' | 'subnets'
    >,
  ): ContainerService {
    const container = new ContainerService(this, id, {
      ...props,
      config,
      imageContext,
      cluster: this.#cluster,
      subnets: network.subnets.services,
      environment: { [ENV.host]: '0.0.0.0', [ENV.port]: String(props.port), ...props.environment },
      secrets: { [ENV.serviceApiKey]: this.#serviceKey, ...props.secrets },
    });
    allowKeyUse(container.executionRole, data.key, 'secretsmanager');
    return container;
  }
}

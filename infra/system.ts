import { type App, Tags } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import type { BuildOutput } from './assets.ts';
import { requireCompliance } from './compliance.ts';
import type { StageConfig } from './config.ts';
import { ConsoleStack } from './console-stack.ts';
import { DataStack } from './data-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { ServicesStack } from './services-stack.ts';

/** The stacks of one stage, in the order in which they are deployed. */
export function buildSystem(app: App, config: StageConfig, build: BuildOutput) {
  const { services } = config;
  const common = {
    env: { region: config.region, ...(config.account ? { account: config.account } : {}) },
    terminationProtection: config.keepData,
  };
  const name = (part: string) => `ExchangeControlPlane-${config.stage}-${part}`;

  const network = new NetworkStack(app, name('Network'), { ...common, config });
  const setting = {
    config,
    build,
    vpc: network.vpc,
    subnets: network.subnets.functions,
    securityGroup: network.traffic.functions,
  };
  const data = new DataStack(app, name('Data'), { ...common, setting, network });
  const { services: traffic } = network.traffic;
  const ownServices =
    services.kind === 'own' && traffic
      ? new ServicesStack(app, name('Services'), {
          ...common,
          config,
          services,
          traffic,
          network,
          data,
          imageContext: build.imageContext,
        })
      : undefined;
  const api = new ApiStack(app, name('Api'), {
    ...common,
    setting,
    data,
    ...(services.kind === 'existing'
      ? {
          serviceUrls: { ccxtService: services.ccxtServiceUrl, collector: services.collectorUrl },
          collectorListener: services.collectorListener,
        }
      : ownEntrance(network, ownServices)),
  });

  if (config.console) {
    new ConsoleStack(app, name('Console'), {
      ...common,
      config,
      console: config.console,
      apiUrl: api.http.url,
    });
  }

  new ObservabilityStack(app, name('Observability'), { ...common, config, data, api, ownServices });

  Tags.of(app).add('application', 'exchange-control-plane');
  Tags.of(app).add('stage', config.stage);
  requireCompliance(app);
  return { network, data, ownServices, api };
}

function ownEntrance({ subnets, traffic }: NetworkStack, services: ServicesStack | undefined) {
  if (!services || !traffic.services) throw new Error('Services of our own were not made.');
  return {
    serviceUrls: { ccxtService: services.ccxtServiceUrl, collector: services.collectorUrl },
    collectorListener: {
      arn: services.collectorListenerArn,
      subnetIds: subnets.services.map(({ subnetId }) => subnetId),
      securityGroupIds: [traffic.services.vpcLink.securityGroupId],
    },
  };
}

import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type ISubnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { StageConfig } from './config.ts';
import { InterfaceEndpoints, ownAccountOnly } from './constructs/interface-endpoints.ts';
import { logGroup } from './constructs/log-group.ts';
import { RoutesToServices } from './constructs/routes-to-services.ts';
import { Traffic } from './constructs/traffic.ts';

/** The subnets of the product, by what stands in them. */
export interface Subnets {
  /** No way out: functions. */
  readonly functions: ISubnet[];
  /** No way out: the cache's nodes. */
  readonly data: ISubnet[];
  /** Out through NAT, never in: the services, which must reach the exchanges. */
  readonly services: ISubnet[];
}

/** One VPC over two zones. Only the services have a way to the internet, and nothing has a way in. */
export class NetworkStack extends Stack {
  readonly vpc: Vpc;
  readonly subnets: Subnets;
  readonly traffic: Traffic;
  readonly #zones: string[];

  constructor(scope: Construct, id: string, props: StackProps & { config: StageConfig }) {
    super(scope, id, props);
    const { config } = props;
    this.#zones = [...(config.availabilityZones ?? [0, 1].map((index) => Fn.select(index, Fn.getAzs())))];

    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.40.0.0/20'),
      availabilityZones: this.#zones,
      natGateways: config.services.kind === 'own' ? config.natGateways : 0,
      subnetConfiguration: [
        { name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
        { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
        ...(config.services.kind === 'own'
          ? [
              { name: 'services', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
              { name: 'nat', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
            ]
          : []),
      ],
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup(this, 'FlowLogs', config)),
    });
    this.subnets = {
      functions: this.vpc.selectSubnets({ subnetGroupName: 'functions' }).subnets,
      data: this.vpc.selectSubnets({ subnetGroupName: 'data' }).subnets,
      services:
        config.services.kind === 'own' ? this.vpc.selectSubnets({ subnetGroupName: 'services' }).subnets : [],
    };

    this.traffic = new Traffic(this, 'Traffic', {
      vpc: this.vpc,
      services: config.services,
      dynamoDbPrefixList: config.dynamoDbPrefixList,
    });
    new InterfaceEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      subnets: this.subnets.functions,
      securityGroup: this.traffic.endpoints,
    });
    this.vpc
      .addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB })
      .addToPolicy(ownAccountOnly(this));
    if (config.services.kind === 'existing') {
      new RoutesToServices(this, 'RoutesToServices', {
        subnets: this.subnets.functions,
        services: config.services,
      });
    }
  }

  /** Given by the configuration: asking AWS would need credentials at synth. */
  override get availabilityZones(): string[] {
    return this.#zones;
  }
}

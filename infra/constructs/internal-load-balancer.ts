import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  type IApplicationLoadBalancerTarget,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { StageConfig } from '../config.ts';

/** Longer than the longest answer: a refresh takes 15 s. The services keep idle connections open for longer than this. */
const IDLE = Duration.seconds(30);

/** One load balancer inside the VPC, with a port for each service. */
export class InternalLoadBalancer extends Construct {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly #vpc: IVpc;

  constructor(
    scope: Construct,
    id: string,
    props: { config: StageConfig; vpc: IVpc; subnets: ISubnet[]; securityGroup: ISecurityGroup },
  ) {
    super(scope, id);
    this.#vpc = props.vpc;
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      vpcSubnets: { subnets: props.subnets },
      securityGroup: props.securityGroup,
      internetFacing: false,
      dropInvalidHeaderFields: true,
      deletionProtection: props.config.keepData,
      idleTimeout: IDLE,
    });
    this.loadBalancer.logAccessLogs(this.#accessLogs(props.config));
  }

  /** A port of ours that leads to a service, and what counts its healthy tasks. */
  serve(
    id: string,
    port: number,
    target: IApplicationLoadBalancerTarget,
  ): { listener: ApplicationListener; targets: ApplicationTargetGroup } {
    const targets = new ApplicationTargetGroup(this, `${id}Targets`, {
      vpc: this.#vpc,
      port,
      protocol: ApplicationProtocol.HTTP,
      targets: [target],
      deregistrationDelay: Duration.seconds(20),
      healthCheck: {
        path: '/health',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(3),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
    const listener = this.loadBalancer.addListener(`${id}Listener`, {
      port,
      protocol: ApplicationProtocol.HTTP,
      open: false, // the traffic table says who may come in
      defaultTargetGroups: [targets],
    });
    return { listener, targets };
  }

  #accessLogs(config: StageConfig): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED, // the only kind that load balancers write to
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(config.logDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'It holds access logs itself; logging who reads logs would need another such bucket.',
    });
    return bucket;
  }
}

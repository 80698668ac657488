import { Duration, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  type LayerVersion,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { BuildOutput } from '../assets.ts';
import type { StageConfig } from '../config.ts';
import { logGroup } from './log-group.ts';

/** What all functions of a deployment share. */
export interface FunctionSetting {
  readonly config: StageConfig;
  readonly build: BuildOutput;
  readonly vpc: IVpc;
  readonly subnets: ISubnet[];
  readonly securityGroup: ISecurityGroup;
}

export interface ProductFunctionProps {
  readonly setting: FunctionSetting;
  /** Also the folder below dist/functions. */
  readonly name: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Names are those of lib/env.ts; values are never secrets. */
  readonly environment: Record<string, string>;
  readonly layer?: LayerVersion;
  readonly reservedConcurrency?: number | undefined;
}

/** What Lambda does in EC2, in the function's name, to connect it with the VPC. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** One built function in the isolated subnets, with a role and a log group of its own. */
export class ProductFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ProductFunctionProps) {
    super(scope, id);
    const { name, setting } = props;
    const { config } = setting;
    const functionName = `exchange-control-plane-${config.stage}-${name}`;
    const logs = logGroup(this, 'Logs', config);

    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Of the function ${functionName}`,
    });
    logs.grantWrite(this.role);
    this.#allowNetworkInterfaces(functionName);

    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      code: Code.fromAsset(setting.build.functionFolder(name)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.millis(props.timeoutMs),
      environment: props.environment,
      layers: props.layer ? [props.layer] : [],
      role: this.role,
      logGroup: logs,
      vpc: setting.vpc,
      vpcSubnets: { subnets: setting.subnets },
      securityGroups: [setting.securityGroup],
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    acknowledge(this.lambda, {
      'Serverless-LambdaTracing':
        'A tracer costs every cold start (docs/performance.md, "Choices"); request ids join the logs of gateway and function.',
      'Serverless-LambdaDLQ':
        'Asynchronous callers have an on-failure destination, which also holds the error; others get it as the answer.',
    });
  }

  /** Lambda makes network interfaces with this role; the code that runs in the function may not. */
  #allowNetworkInterfaces(functionName: string): void {
    const functionArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: `function:${functionName}`,
    });
    this.role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] }));
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: NETWORK_INTERFACE_ACTIONS,
        resources: ['*'],
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
      }),
    );
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]':
        'Lambda needs these EC2 actions on any resource to connect the function with the VPC; a Deny keeps the code itself from using them.',
      'Serverless-LambdaStarPermissions':
        'Lambda needs these EC2 actions on any resource to connect the function with the VPC; a Deny keeps the code itself from using them.',
    });
  }
}

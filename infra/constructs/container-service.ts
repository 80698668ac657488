import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AwsLogDriverMode,
  ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LogDrivers,
  OperatingSystemFamily,
  type Secret,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { StageConfig } from '../config.ts';
import type { TaskSize } from '../config-services.ts';
import { logGroup } from './log-group.ts';

export interface ContainerServiceProps {
  readonly config: StageConfig;
  readonly imageContext: string;
  readonly cluster: ICluster;
  readonly subnets: ISubnet[];
  readonly securityGroup: ISecurityGroup;
  /** The folder below dist/services that the image holds; also the service's name. */
  readonly folder: 'ccxt' | 'collector';
  readonly size: TaskSize;
  /** Undefined: left to the autoscaling, whose choice a deployment must not undo. */
  readonly count: number | undefined;
  readonly port: number;
  readonly environment: Record<string, string>;
  readonly secrets: Record<string, Secret>;
}

/** One of our services on Fargate: arm64, unprivileged, its file system read-only, rolled back when it does not start. */
export class ContainerService extends Construct {
  readonly service: FargateService;
  /** Of the code in the container. */
  readonly taskRole: IRole;
  /** Of ECS when it starts the container: image, logs, secrets. */
  readonly executionRole: IRole;
  readonly logs: ILogGroup;

  constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    const { config, folder, port } = props;
    this.logs = logGroup(this, 'Logs', config);

    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: props.size.cpu,
      memoryLimitMiB: props.size.memory,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    this.taskRole = task.taskRole;
    this.executionRole = task.obtainExecutionRole();
    task.addContainer('Container', {
      containerName: folder,
      image: ContainerImage.fromAsset(props.imageContext, {
        file: 'services/Dockerfile',
        buildArgs: { SERVICE: folder, PORT: String(port) },
        platform: Platform.LINUX_ARM64,
      }),
      portMappings: [{ containerPort: port }],
      environment: props.environment,
      secrets: props.secrets,
      user: 'node',
      readonlyRootFilesystem: true,
      healthCheck: {
        command: ['CMD', 'node', 'is-healthy.mjs'],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(3),
        startPeriod: Duration.seconds(20),
        retries: 3,
      },
      stopTimeout: Duration.seconds(15),
      logging: LogDrivers.awsLogs({
        logGroup: this.logs,
        streamPrefix: folder,
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
    });
    acknowledge(task, {
      'AwsSolutions-ECS2':
        'Only addresses, names and numbers; keys and passwords come from Secrets Manager by `secrets`.',
      'AwsSolutions-IAM5[Resource::*]':
        'The execution role asks for an ECR login, an action that knows no resource; pulling is limited to one repository.',
    });

    this.service = new FargateService(this, 'Service', {
      cluster: props.cluster,
      serviceName: folder,
      taskDefinition: task,
      ...(props.count === undefined ? {} : { desiredCount: props.count }),
      vpcSubnets: { subnets: props.subnets },
      securityGroups: [props.securityGroup],
      assignPublicIp: false,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      healthCheckGracePeriod: Duration.seconds(60),
    });
  }
}

import { Stack } from 'aws-cdk-lib';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

/**
 * A rolling replacement of a service's tasks every week. Tasks read their password when they start, and ElastiCache
 * accepts the one before the last rotation: no task may be older than a rotation, 30 days.
 */
export class WeeklyRestart extends Construct {
  constructor(scope: Construct, id: string, { service }: { service: FargateService }) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['ecs:UpdateService'], resources: [service.serviceArn] }),
    );
    new CfnSchedule(this, 'Schedule', {
      description: `Replaces the tasks of ${service.serviceName}, so that they read the current password`,
      scheduleExpression: 'cron(0 5 ? * MON *)',
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 30 },
      target: {
        arn: `arn:${Stack.of(this).partition}:scheduler:::aws-sdk:ecs:updateService`,
        roleArn: role.roleArn,
        input: Stack.of(this).toJsonString({
          Cluster: service.cluster.clusterName,
          Service: service.serviceName,
          ForceNewDeployment: true,
        }),
        retryPolicy: { maximumRetryAttempts: 10 },
      },
    });
  }
}

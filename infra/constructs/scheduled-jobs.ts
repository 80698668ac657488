import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SCHEDULES, type ScheduledAction } from '../schedules.ts';
import { failureQueue } from './failure-queue.ts';
import type { ProductFunction } from './product-function.ts';

/** A run that is an hour late is not worth making up for: the next one is due long before. */
const MAX_AGE = Duration.hours(1);

/**
 * The schedules and their two ways to fail. The Scheduler invokes asynchronously and is content once Lambda has taken
 * the event: `undelivered` is for events that Lambda never took, `failed` for functions that threw, all retries used.
 */
export class ScheduledJobs extends Construct {
  readonly undelivered: Queue;
  readonly failed: Queue;
  readonly #group: CfnScheduleGroup;

  constructor(
    scope: Construct,
    id: string,
    props: { functionOf(action: ScheduledAction['action']): ProductFunction },
  ) {
    super(scope, id);
    this.undelivered = failureQueue(this, 'Undelivered');
    this.failed = failureQueue(this, 'Failed');
    this.#group = new CfnScheduleGroup(this, 'Group', {});

    for (const schedule of SCHEDULES) {
      const target = props.functionOf(schedule.action);
      target.lambda.configureAsyncInvoke({
        onFailure: new SqsDestination(this.failed),
        retryAttempts: 2,
        maxEventAge: MAX_AGE,
      });
      this.#schedule(schedule, target);
    }
  }

  #schedule({ action, expression, why }: ScheduledAction, target: ProductFunction): void {
    new CfnSchedule(this, action, {
      description: why,
      groupName: this.#group.ref,
      scheduleExpression: expression,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.lambda.functionArn,
        roleArn: this.#role(action, target).roleArn,
        // <aws.…> are filled in by the Scheduler at each run: together they are the run's idempotency key
        input: JSON.stringify({
          source: 'exchange.schedule',
          action,
          scheduledTime: '<aws.scheduler.scheduled-time>',
          scheduleArn: '<aws.scheduler.schedule-arn>',
        }),
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: MAX_AGE.toSeconds() },
        deadLetterConfig: { arn: this.undelivered.queueArn },
      },
    });
  }

  #role(action: string, target: ProductFunction): Role {
    const role = new Role(this, `${action}-role`, {
      description: `EventBridge Scheduler, for ${action} only`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.#group.attrArn },
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.lambda.functionArn] }),
    );
    this.undelivered.grantSendMessages(role);
    return role;
  }
}

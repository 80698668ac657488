import { describe, expect, it } from '@jest/globals';
import { classifyEvent } from '#lib/domain/event-kind.ts';
import { jobInput } from '#lib/job.ts';
import { invalidateCacheInput, noBody } from '#lib/schemas/requests.ts';
import { list, type Resource, type System } from '../../support/infra/templates.ts';

export function jobsTemplates(system: () => System): void {
  const schedules = () => system().all('AWS::Scheduler::Schedule', 'Api');
  const eventOf = ({ properties }: Resource) => JSON.parse(system().text(properties.Target?.Input));
  const functionName = (arn: string) => {
    const id = /^\$\{(\w+)\.Arn\}$/.exec(arn)?.[1];
    const made = system()
      .all('AWS::Lambda::Function')
      .find((candidate) => candidate.id === id);
    return system().text(made?.properties.FunctionName);
  };

  describe('schedules', () => {
    it('refresh nightly, warm the cache, end blacklist entries and invalidate, each by its own function', () => {
      const actions = schedules().map((schedule) => {
        const { action } = eventOf(schedule);
        expect(functionName(system().text(schedule.properties.Target?.Arn))).toMatch(
          new RegExp(`-${action}$`),
        );
        return `${action} ${schedule.properties.ScheduleExpression}`;
      });
      expect(actions.toSorted()).toEqual([
        'get-config rate(2 minutes)',
        'get-supported rate(2 minutes)',
        'invalidate-cache rate(1 minute)',
        'refresh-exchanges cron(0 3 * * ? *)',
        'sweep-blacklist rate(1 minute)',
      ]);
    });

    it('send events that functions understand, with the run in them', () => {
      for (const schedule of schedules()) {
        const event = eventOf(schedule);
        expect(classifyEvent(event)).toBe('schedule');
        expect(event).toMatchObject({
          scheduledTime: '<aws.scheduler.scheduled-time>',
          scheduleArn: '<aws.scheduler.schedule-arn>',
        });
        const schema = event.action === 'invalidate-cache' ? invalidateCacheInput : noBody;
        expect(() => jobInput(event.action, false, schema, event)).not.toThrow();
      }
    });

    it('try again for an hour, then leave what they could not deliver in a queue', () => {
      for (const { properties } of schedules()) {
        expect(properties.Target?.RetryPolicy).toEqual({
          MaximumRetryAttempts: 10,
          MaximumEventAgeInSeconds: 3600,
        });
        expect(system().text(properties.Target?.DeadLetterConfig?.Arn)).toMatch(/JobsUndelivered/);
      }
    });

    it('leave what a function threw on in another queue, which the Scheduler never sees', () => {
      const targets = schedules().map(({ properties }) =>
        system().text(properties.Target?.Arn).replace('.Arn}', '}'),
      );
      const configured = system()
        .all('AWS::Lambda::EventInvokeConfig')
        .map(({ properties }) => {
          expect(system().text(properties.DestinationConfig?.OnFailure?.Destination)).toMatch(/JobsFailed/);
          return system().text(properties.FunctionName);
        });
      expect(configured.toSorted()).toEqual(targets.toSorted());
    });

    it('are assumed by the Scheduler for this account and group only', () => {
      const roles = system()
        .all('AWS::IAM::Role', 'Api')
        .filter(
          ({ properties }) =>
            system().text(properties.AssumeRolePolicyDocument?.Statement?.[0]?.Principal?.Service) ===
            'scheduler.amazonaws.com',
        );
      expect(roles).toHaveLength(schedules().length);
      for (const { properties } of roles) {
        const condition = properties.AssumeRolePolicyDocument?.Statement?.[0]?.Condition?.StringEquals;
        expect(Object.keys(condition ?? {}).toSorted()).toEqual(['aws:SourceAccount', 'aws:SourceArn']);
      }
    });
  });

  describe('stream of the registry', () => {
    const mapping = () => system().only('AWS::Lambda::EventSourceMapping').properties;

    it('invokes the invalidation, for changes of decisions only', () => {
      expect(functionName(system().text(mapping().FunctionName).replace('}', '.Arn}'))).toMatch(
        /-invalidate-cache$/,
      );
      expect(system().text(mapping().EventSourceArn)).toMatch(/TablesRegistry\w+\.StreamArn/);
      const patterns = list(mapping().FilterCriteria?.Filters).map(({ Pattern }) =>
        JSON.parse(system().text(Pattern)),
      );
      expect(patterns).toEqual([{ dynamodb: { Keys: { pk: { S: ['registry'] } } } }]);
    });

    it('tries a batch again until it expires, and keeps a trace of what expired', () => {
      expect(mapping().MaximumRetryAttempts).toBeUndefined();
      expect(mapping().MaximumRecordAgeInSeconds).toBeUndefined();
      expect(mapping().StartingPosition).toBe('TRIM_HORIZON');
      expect(system().text(mapping().DestinationConfig?.OnFailure?.Destination)).toMatch(
        /RegistryStreamExpired/,
      );
    });
  });

  it('queues of failures are encrypted, take TLS only and keep two weeks', () => {
    const queues = system().all('AWS::SQS::Queue');
    expect(queues).toHaveLength(3);
    for (const { properties } of queues) {
      expect(properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
    }
    const policies = system().all('AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(3);
    for (const { properties } of policies) {
      expect(list(properties.PolicyDocument?.Statement)).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
}

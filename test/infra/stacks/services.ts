import { describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { list, type System } from '../../support/infra/templates.ts';

export function servicesTemplates(system: () => System): void {
  describe('services', () => {
    const tasks = () =>
      system()
        .all('AWS::ECS::TaskDefinition')
        .map(({ properties }) => properties);
    const containers = () => tasks().flatMap(({ ContainerDefinitions }) => list(ContainerDefinitions));

    it('run on arm64 as an ordinary user on a read-only file system, with a health check', () => {
      expect(
        containers()
          .map(({ Name }) => system().text(Name))
          .toSorted(),
      ).toEqual(['ccxt', 'collector']);
      for (const task of tasks()) {
        expect(task.RuntimePlatform).toEqual({ CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' });
      }
      for (const container of containers()) {
        expect(container).toMatchObject({ User: 'node', ReadonlyRootFilesystem: true });
        expect(list(container.HealthCheck?.Command)).toContain('is-healthy.mjs');
      }
    });

    it('get keys and passwords from Secrets Manager, never as text', () => {
      const SECRET = /KEY|PASSWORD|SECRET|CREDENTIALS/;
      for (const container of containers()) {
        const plain = list(container.Environment).map(({ Name }) => system().text(Name));
        expect(plain.filter((name) => SECRET.test(name))).toEqual([]);
        const secret = list(container.Secrets).map(({ Name }) => system().text(Name));
        expect(secret).toContain(ENV.serviceApiKey);
        if (system().text(container.Name) === 'collector') expect(secret).toContain(ENV.redisPassword);
      }
    });

    it('are rolled back when they do not start, and never fall below their number', () => {
      for (const { properties } of system().all('AWS::ECS::Service')) {
        expect(properties.DeploymentConfiguration).toMatchObject({
          DeploymentCircuitBreaker: { Enable: true, Rollback: true },
          MinimumHealthyPercent: 100,
        });
        expect(properties.NetworkConfiguration?.AwsvpcConfiguration).toMatchObject({
          AssignPublicIp: 'DISABLED',
        });
      }
    });

    it('let the collector, and nothing else, send its events to the default bus, which it is told of', () => {
      const putting = system()
        .all('AWS::IAM::Policy')
        .flatMap(({ id, properties }) =>
          list(properties.PolicyDocument?.Statement)
            .filter((statement) =>
              list(statement.Action).some((action) => system().text(action) === 'events:PutEvents'),
            )
            .map((statement) => [id, list(statement.Resource).map((one) => system().text(one))]),
        );
      expect(putting).toEqual([
        [expect.stringMatching(/^Collector/), [expect.stringMatching(/:event-bus\/default$/)]],
      ]);
      const collector = containers().find(({ Name }) => system().text(Name) === 'collector');
      expect(list(collector?.Environment)).toContainEqual({ Name: ENV.eventBusName, Value: 'default' });
    });

    it("bound the collector's heap by its task's memory", () => {
      const task = tasks().find(({ ContainerDefinitions }) =>
        list(ContainerDefinitions).some(({ Name }) => system().text(Name) === 'collector'),
      );
      const [container] = list(task?.ContainerDefinitions);
      const options = list(container?.Environment).find(({ Name }) => system().text(Name) === 'NODE_OPTIONS');
      expect(options?.Value).toMatch(`--max-old-space-size=${Number(task?.Memory) / 2} `);
    });

    it('scale the collector, whose tasks are replaced weekly so that their password is current', () => {
      const { properties } = system().only('AWS::ApplicationAutoScaling::ScalableTarget');
      expect(Number(properties.MaxCapacity)).toBeGreaterThan(Number(properties.MinCapacity));
      const restart = system()
        .all('AWS::Scheduler::Schedule', 'Services')
        .map((schedule) => schedule.properties);
      expect(restart).toEqual([expect.objectContaining({ ScheduleExpression: 'cron(0 5 ? * MON *)' })]);
      expect(restart[0]?.Target?.Arn).toBe('arn:aws:scheduler:::aws-sdk:ecs:updateService');
    });

    it('stand behind a load balancer that is not on the internet and logs its requests', () => {
      const { properties } = system().only('AWS::ElasticLoadBalancingV2::LoadBalancer');
      expect(properties.Scheme).toBe('internal');
      const attributes = Object.fromEntries(
        list(properties.LoadBalancerAttributes).map(({ Key, Value }) => [
          system().text(Key),
          system().text(Value),
        ]),
      );
      expect(attributes).toMatchObject({
        'access_logs.s3.enabled': 'true',
        'routing.http.drop_invalid_header_fields.enabled': 'true',
      });
      // longer than the 15 s that a refresh takes to answer
      expect(Number(attributes['idle_timeout.timeout_seconds'])).toBeGreaterThan(16);
    });
  });
}

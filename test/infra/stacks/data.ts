import { describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { list, type System } from '../../support/infra/templates.ts';

export function dataTemplates(system: () => System): void {
  describe('cache', () => {
    const nodes = () => system().only('AWS::ElastiCache::ReplicationGroup').properties;

    it('is encrypted on the wire and at rest with our key, over two zones with failover', () => {
      expect(nodes()).toMatchObject({
        Engine: 'valkey',
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: 'required',
        AtRestEncryptionEnabled: true,
        MultiAZEnabled: true,
        AutomaticFailoverEnabled: true,
        NumNodeGroups: 1,
        ReplicasPerNodeGroup: 1,
      });
      expect(system().text(nodes().KmsKeyId)).toMatch(/^\$\{Key\w+\.Arn\}$/);
      expect(system().text(nodes().SecurityGroupIds)).toMatch(/^\$\{TrafficCache\w+\.GroupId\}$/);
    });

    it('evicts nothing, for BullMQ keeps its queue there', () => {
      const { id, properties } = system().only('AWS::ElastiCache::ParameterGroup');
      expect(properties.Properties).toEqual({ 'maxmemory-policy': 'noeviction' });
      expect(nodes().CacheParameterGroupName).toEqual({ Ref: id });
    });

    it('knows three users: one by IAM, one by password, and default, who is off', () => {
      const users = system().all('AWS::ElastiCache::User');
      expect(
        users.map(({ properties }) => [properties.UserName, properties.AuthenticationMode?.Type]).toSorted(),
      ).toEqual([
        ['default', 'password'],
        [expect.stringMatching(/-collector$/), 'password'],
        [expect.stringMatching(/-functions$/), 'iam'],
      ]);
      for (const { properties } of users) {
        const access = system().text(properties.AccessString);
        if (system().text(properties.UserName) === 'default') expect(access).toBe('off -@all');
        else expect(access).toMatch(/^on .*-@all/);
        expect(access).not.toMatch(/\+@all|~\*|allkeys|allcommands/);
      }
      const members = list(system().only('AWS::ElastiCache::UserGroup').properties.UserIds).map((user) =>
        system().text(user),
      );
      expect(members.toSorted()).toEqual(users.map(({ id }) => `\${${id}}`).toSorted());
    });
  });

  describe('tables', () => {
    const tables = () =>
      system()
        .all('AWS::DynamoDB::Table')
        .map(({ properties }) => properties);

    it('are on demand, restorable to any second and encrypted with our key', () => {
      expect(tables()).toHaveLength(2);
      for (const table of tables()) {
        expect(table).toMatchObject({
          BillingMode: 'PAY_PER_REQUEST',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        });
      }
    });

    it('have a stream on the registry alone, and expiry on the records alone', () => {
      const withStream = tables().filter(({ StreamSpecification }) => StreamSpecification !== undefined);
      expect(withStream).toEqual([
        expect.objectContaining({ TableName: expect.stringMatching(/-registry$/) }),
      ]);
      expect(withStream[0]?.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
      const expiring = tables().filter(
        ({ TimeToLiveSpecification }) => TimeToLiveSpecification !== undefined,
      );
      expect(expiring).toHaveLength(1);
      expect(expiring).not.toEqual(withStream);
    });
  });

  describe('secrets', () => {
    it('are generated, encrypted with our key, and never in a template or an environment', () => {
      for (const { properties } of system().all('AWS::SecretsManager::Secret')) {
        expect(properties.SecretString).toBeUndefined();
        expect(properties.GenerateSecretString).toMatchObject({
          PasswordLength: 48,
          ExcludePunctuation: true,
        });
        expect(system().text(properties.KmsKeyId)).toMatch(/^\$\{Key\w+\.Arn\}$/);
      }
      const resolved = system()
        .everything()
        .filter(({ properties }) => JSON.stringify(properties).includes('{{resolve:'));
      expect(new Set(resolved.map(({ type }) => type))).toEqual(new Set(['AWS::ElastiCache::User']));
      for (const { properties } of system().all('AWS::Lambda::Function')) {
        expect(Object.keys(properties.Environment?.Variables ?? {})).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/^(ADMIN_API_KEY|SERVICE_API_KEY|REDIS_PASSWORD)$/)]),
        );
      }
    });

    it('rotate every 30 days, each by a function that Secrets Manager of this account may call', () => {
      const schedules = system()
        .all('AWS::SecretsManager::RotationSchedule')
        .map(({ properties }) => properties);
      expect(schedules.map(({ SecretId }) => system().text(SecretId)).toSorted()).toEqual([
        expect.stringContaining('AdminKey'),
        expect.stringContaining('CacheUsersCollectorPassword'),
      ]);
      for (const { RotationRules } of schedules) {
        expect(RotationRules).toMatchObject({ ScheduleExpression: 'rate(30 days)' });
      }
      const permissions = system().all('AWS::Lambda::Permission', 'Data');
      expect(permissions).toHaveLength(2);
      for (const { properties } of permissions) {
        expect(properties.Principal).toBe('secretsmanager.amazonaws.com');
      }
    });

    it('are handed to the rotating functions by name only', () => {
      const environments = system()
        .all('AWS::Lambda::Function', 'Data')
        .map(({ properties }) => Object.keys(properties.Environment?.Variables ?? {}));
      expect(environments.toSorted()).toEqual([
        [ENV.adminApiKeySecretArn],
        [ENV.redisPasswordSecretArn, ENV.redisUrl, ENV.redisUsername],
      ]);
    });
  });
}

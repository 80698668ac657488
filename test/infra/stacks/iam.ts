import { describe, expect, it } from '@jest/globals';
import { list, type System } from '../../support/infra/templates.ts';

/** Every permission on a wildcard resource that may be there: action, and why it cannot be narrower. */
const ON_ANY_RESOURCE = new Set([
  // Lambda connects a function with the VPC; a Deny keeps the function's own code from it
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  // these know no resource
  'ecr:GetAuthorizationToken',
  'secretsmanager:GetRandomPassword',
]);

export function iamTemplates(system: () => System): void {
  const statements = () =>
    system()
      .all('AWS::IAM::Policy')
      .flatMap(({ id, properties }) =>
        list(properties.PolicyDocument?.Statement).map((statement) => ({
          id,
          effect: system().text(statement.Effect),
          actions: list(statement.Action).map((action) => system().text(action)),
          resources: list(statement.Resource).map((resource) => system().text(resource)),
        })),
      );

  describe('permissions', () => {
    it('name every action in full', () => {
      const wild = statements().flatMap(({ actions }) => actions.filter((action) => action.includes('*')));
      expect(wild).toEqual([]);
    });

    it('name every resource, but for actions that know none and the streams of one table', () => {
      const wild = statements().flatMap(({ effect, actions, resources }) =>
        effect === 'Allow'
          ? resources.filter((resource) => resource.includes('*')).map((resource) => ({ actions, resource }))
          : [],
      );
      for (const { actions, resource } of wild) {
        if (resource === '*') expect(actions.filter((action) => !ON_ANY_RESOURCE.has(action))).toEqual([]);
        else {
          expect(resource).toMatch(/:table\/exchange-control-plane-\w+-registry\/stream\/\*$/);
          expect(actions).toEqual(['dynamodb:ListStreams']);
        }
      }
    });

    it("deny network interfaces to each function's own code", () => {
      const functions = system().all('AWS::Lambda::Function');
      const denials = statements().filter(({ effect }) => effect === 'Deny');
      expect(denials).toHaveLength(functions.length);
      for (const { actions } of denials) expect(actions).toContain('ec2:CreateNetworkInterface');
    });

    it('use no managed policy, and no role serves two functions', () => {
      const managed = system()
        .all('AWS::IAM::Role')
        .filter(({ properties }) => list(properties.ManagedPolicyArns).length > 0);
      expect(managed).toEqual([]);
      const roles = system()
        .all('AWS::Lambda::Function')
        .map(({ properties }) => system().text(properties.Role));
      expect(new Set(roles).size).toBe(roles.length);
    });

    it('let functions into the cache as one user, and reads not near the admin key', () => {
      const forRole = (name: string) =>
        statements().filter(({ id }) => id.startsWith(`Functions${name}Role`));
      const reads = forRole('getconfig');
      expect(
        reads.find(({ actions }) => actions.includes('elasticache:Connect'))?.resources.toSorted(),
      ).toEqual([
        expect.stringMatching(/CacheUsersFunctions\w+\.Arn/),
        expect.stringMatching(/:replicationgroup:exchange-control-plane-\w+$/),
      ]);
      const secretsOf = (name: string) =>
        forRole(name).flatMap(({ actions, resources }) =>
          actions.includes('secretsmanager:GetSecretValue') ? resources : [],
        );
      expect(secretsOf('getconfig')).toEqual([expect.stringContaining('ServiceKey')]);
      expect(secretsOf('addexchange')).toEqual(expect.arrayContaining([expect.stringContaining('AdminKey')]));
    });

    it('let health alone ask ElastiCache, about our group', () => {
      const asking = statements().filter(({ actions }) =>
        actions.includes('elasticache:DescribeReplicationGroups'),
      );
      expect(asking.map(({ id }) => id)).toEqual([expect.stringMatching(/^Functionsgethealth/)]);
      expect(asking[0]?.resources).toEqual([
        expect.stringMatching(/:replicationgroup:exchange-control-plane-\w+$/),
      ]);
    });

    it('let each rotation touch its own secret alone', () => {
      for (const [role, secret] of [
        ['AdminKeyRotationFunctionRole', 'AdminKey'],
        ['CachePasswordRotationFunctionRole', 'CacheUsersCollectorPassword'],
      ] as const) {
        const writing = statements().filter(
          ({ id, actions }) => id.startsWith(role) && actions.includes('secretsmanager:PutSecretValue'),
        );
        expect(writing.flatMap(({ resources }) => resources)).toEqual([
          expect.stringMatching(new RegExp(`^\\$\\{${secret}\\w{8}\\}$`)),
        ]);
      }
    });
  });
}

import { describe, expect, it } from '@jest/globals';
import { list, type Resource, type System } from '../../support/infra/templates.ts';

/** Every rule of every security group, as `from -> to : port`. */
export function trafficOf(system: System): string[] {
  const groups = system.all('AWS::EC2::SecurityGroup');
  const nameOf = (reference: string) => {
    const id = /\$\{(\w+)\.GroupId\}/.exec(reference)?.[1];
    return groups.find((group) => group.id === id)?.properties.GroupDescription ?? reference;
  };
  const separate = (direction: 'Ingress' | 'Egress', peer: string) =>
    system.all(`AWS::EC2::SecurityGroup${direction}`).map(({ properties }: Resource) => {
      const own = nameOf(system.text(properties.GroupId));
      const other = nameOf(system.text(properties[peer] ?? properties.DestinationPrefixListId));
      const [from, to] = direction === 'Egress' ? [own, other] : [other, own];
      return `${direction} ${from} -> ${to} : ${properties.FromPort}-${properties.ToPort}`;
    });
  const inline = groups.flatMap(({ properties }) =>
    list(properties.SecurityGroupEgress).map(
      (rule) =>
        `Egress ${properties.GroupDescription} -> ${system.text(rule.CidrIp)} : ${rule.FromPort}-${rule.ToPort}`,
    ),
  );
  const open = groups.flatMap(({ properties }) =>
    list(properties.SecurityGroupIngress).map((rule) => `Ingress ${system.text(rule)}`),
  );
  return [
    ...separate('Ingress', 'SourceSecurityGroupId'),
    ...separate('Egress', 'DestinationSecurityGroupId'),
    ...inline,
    ...open,
  ];
}

const NONE = '255.255.255.255/32 : 252-86'; // how the CDK writes "nowhere"

const ALLOWED = [
  'Lambda functions -> ElastiCache nodes : 6379-6379',
  'Lambda functions -> Interface endpoints of AWS services : 443-443',
  'Lambda functions -> Internal load balancer : 3001-3001',
  'Lambda functions -> Internal load balancer : 3002-3002',
  'VPC link of the HTTP API -> Internal load balancer : 3002-3002',
  'Collector -> Internal load balancer : 3001-3001',
  'Internal load balancer -> CCXT service : 3001-3001',
  'Internal load balancer -> Collector : 3002-3002',
  'Collector -> ElastiCache nodes : 6379-6379',
];
const OUT = [
  'CCXT service -> 0.0.0.0/0 : 443-443',
  'Collector -> 0.0.0.0/0 : 443-443',
  'Lambda functions -> pl-66a5400f : 443-443', // DynamoDB
];

export function networkTemplates(system: () => System): void {
  describe('network', () => {
    it('lets in and out exactly what the traffic table names: nothing comes in from outside, only services go out', () => {
      const rules = trafficOf(system()).filter((rule) => !rule.endsWith(NONE));
      const expected = [
        ...ALLOWED.flatMap((rule) => [`Ingress ${rule}`, `Egress ${rule}`]),
        ...OUT.map((rule) => `Egress ${rule}`),
      ];
      expect(rules.toSorted()).toEqual(expected.toSorted());
    });

    it('gives functions and cache no route out, and services one through NAT', () => {
      const out = system()
        .all('AWS::EC2::Route')
        .filter(({ properties }) => system().text(properties.DestinationCidrBlock) === '0.0.0.0/0');
      expect(out.map(({ id }) => id).filter((id) => /functions|data/.test(id))).toEqual([]);
      const services = out.filter(({ id }) => id.includes('services'));
      expect(services).toHaveLength(2);
      for (const { properties } of services) {
        expect(system().text(properties.NatGatewayId)).toContain('NATGateway');
      }
    });

    it('spans two zones and gives no address that the internet can reach', () => {
      const subnets = system().all('AWS::EC2::Subnet');
      expect(new Set(subnets.map(({ properties }) => system().text(properties.AvailabilityZone))).size).toBe(
        2,
      );
      for (const { properties } of subnets) expect(properties.MapPublicIpOnLaunch).toBe(false);
    });

    it('reaches AWS by endpoints that serve this account only', () => {
      const endpoints = system().all('AWS::EC2::VPCEndpoint');
      const names = endpoints.map(({ properties }) =>
        system().text(properties.ServiceName).split('.').at(-1),
      );
      expect(names.toSorted()).toEqual(['dynamodb', 'elasticache', 'secretsmanager']);
      for (const { properties } of endpoints) {
        for (const { Condition } of list(properties.PolicyDocument?.Statement)) {
          expect(Condition?.StringEquals).toEqual({
            'aws:PrincipalAccount': { Ref: 'AWS::AccountId' },
            'aws:ResourceAccount': { Ref: 'AWS::AccountId' },
          });
        }
      }
    });

    it('logs the flows of the VPC', () => {
      expect(system().only('AWS::EC2::FlowLog').properties).toMatchObject({
        ResourceType: 'VPC',
        TrafficType: 'ALL',
      });
    });
  });
}

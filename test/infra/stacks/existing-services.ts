import { describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { list, type System } from '../../support/infra/templates.ts';
import { VARIANTS } from '../../support/infra/variants.ts';
import { trafficOf } from './network.ts';

export function existingServicesTemplates(system: () => System, withoutListener: () => System): void {
  describe('existing services', () => {
    it('bring none of ours: no containers, no registry, no way to the internet', () => {
      for (const made of [system(), withoutListener()]) {
        expect(made.stacks.filter((stack) => stack !== 'Console')).toEqual([
          'Api',
          'Data',
          'Network',
          'Observability',
        ]);
        expect(made.all('AWS::ECS::Service')).toEqual([]);
        expect(made.all('AWS::EC2::NatGateway')).toEqual([]);
        expect(made.all('AWS::DynamoDB::Table')).toHaveLength(1);
        expect(made.all('AWS::Lambda::EventSourceMapping')).toEqual([]);
      }
    });

    it('are named in the environment of functions, with the key that they already have', () => {
      for (const { properties } of system().all('AWS::Lambda::Function', 'Api')) {
        expect(properties.Environment?.Variables).toMatchObject({
          [ENV.ccxtServiceUrl]: VARIANTS.existing.existingCcxtServiceUrl,
          [ENV.collectorUrl]: VARIANTS.existing.existingCollectorUrl,
          [ENV.serviceApiKeySecretArn]: VARIANTS.existing.existingServiceKeySecretArn,
        });
      }
    });

    it('are reached on their ports in their network, by a route from the functions', () => {
      const out = trafficOf(system()).filter((rule) => rule.startsWith('Egress Lambda functions -> 10.8'));
      expect(out.toSorted()).toEqual([
        'Egress Lambda functions -> 10.8.0.0/16 : 3002-3002',
        'Egress Lambda functions -> 10.8.0.0/16 : 8443-8443',
      ]);
      const route = (made: System) => made.all('AWS::EC2::Route').map(({ properties }) => properties);
      expect(route(system())).toHaveLength(2);
      for (const properties of route(system())) {
        expect(properties).toMatchObject({
          DestinationCidrBlock: '10.8.0.0/16',
          VpcPeeringConnectionId: VARIANTS.existing.existingServicesVia,
        });
      }
      for (const properties of route(withoutListener())) {
        expect(properties).toMatchObject({
          TransitGatewayId: VARIANTS.existingWithoutListener.existingServicesVia,
        });
      }
    });

    it("serve the collector's health through their own listener, and not at all without one", () => {
      const link = system().only('AWS::ApiGatewayV2::VpcLink').properties;
      expect(list(link.SubnetIds).map(String)).toEqual(VARIANTS.existing.existingLinkSubnetIds.split(','));
      const uris = system()
        .all('AWS::ApiGatewayV2::Integration')
        .map(({ properties }) => system().text(properties.IntegrationUri));
      expect(uris).toContain(VARIANTS.existing.existingCollectorListenerArn);
      expect(withoutListener().all('AWS::ApiGatewayV2::VpcLink')).toEqual([]);
      const keys = withoutListener()
        .all('AWS::ApiGatewayV2::Route')
        .map(({ properties }) => withoutListener().text(properties.RouteKey));
      expect(keys.filter((key) => key.includes('collector/health'))).toEqual([]);
    });
  });
}

import { describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { BUDGET_MS } from '#lib/resilience.ts';
import { JOBS, ROUTES, type Route } from '#lib/routes.ts';
import { COLLECTOR_HEALTH } from '../../../infra/collector-health.ts';
import type { System } from '../../support/infra/templates.ts';

const HEALTH_KEY = `${COLLECTOR_HEALTH.method} ${COLLECTOR_HEALTH.path}`;
const routes: [string, Route][] = Object.entries(ROUTES);
const keyOf = ({ method, path }: Route) => `${method} ${path}`;

export function apiTemplates(system: () => System): void {
  const stage = () => system().only('AWS::ApiGatewayV2::Stage').properties;
  const functions = () =>
    new Map(
      system()
        .all('AWS::Lambda::Function', 'Api')
        .map((made) => [
          system()
            .text(made.properties.FunctionName)
            .replace(/^exchange-control-plane-\w+-/, ''),
          made,
        ]),
    );

  describe('routes', () => {
    it('are those of the routes table and the collector health, method and path, and no $default', () => {
      const keys = system()
        .all('AWS::ApiGatewayV2::Route')
        .map(({ properties }) => system().text(properties.RouteKey));
      expect(keys.toSorted()).toEqual([...routes.map(([, route]) => keyOf(route)), HEALTH_KEY].toSorted());
    });

    it('each have a limit of their own, tighter for admins', () => {
      const settings = stage().RouteSettings ?? {};
      const rateOf = (key: string) => Number(settings[key]?.ThrottlingRateLimit);
      expect(Object.keys(settings).toSorted()).toEqual(
        [...routes.map(([, route]) => keyOf(route)), HEALTH_KEY].toSorted(),
      );
      const rates = (access: Route['access']) =>
        routes.filter(([, route]) => route.access === access).map(([, route]) => rateOf(keyOf(route)));
      expect(Math.max(...rates('admin'))).toBeLessThan(Math.min(...rates('public')));
      expect(Math.min(...rates('admin'))).toBeGreaterThan(0);
    });

    it('lead each to its own function, which the gateway may invoke for this route alone', () => {
      const integrations = new Map(
        system()
          .all('AWS::ApiGatewayV2::Integration')
          .map(({ id, properties }) => [`integrations/\${${id}}`, properties]),
      );
      const permissions = system()
        .all('AWS::Lambda::Permission', 'Api')
        .map(({ properties }) => properties);
      expect(permissions).toHaveLength(routes.length);
      for (const [name, route] of routes) {
        const made = functions().get(name);
        const target = system()
          .all('AWS::ApiGatewayV2::Route')
          .find(({ properties }) => system().text(properties.RouteKey) === keyOf(route));
        const integration = integrations.get(system().text(target?.properties.Target));
        expect(system().text(integration?.IntegrationUri)).toBe(`\${${made?.id}.Arn}`);
        expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
        const own = permissions.filter(
          ({ FunctionName }) => system().text(FunctionName) === `\${${made?.id}.Arn}`,
        );
        expect(own).toHaveLength(1);
        expect(own[0]?.Principal).toBe('apigateway.amazonaws.com');
        expect(system().text(own[0]?.SourceArn)).toMatch(/:\$\{HttpApi\w+\}\/\*\//);
        expect(system().text(own[0]?.SourceArn).endsWith(`/*/${route.method}${route.path}`)).toBe(true);
      }
    });

    it('write one line of JSON per request, without headers, query or body', () => {
      const format = JSON.parse(system().text(stage().AccessLogSettings?.Format));
      expect(format).toMatchObject({
        requestId: '$context.requestId',
        routeKey: '$context.routeKey',
        status: '$context.status',
      });
      expect(JSON.stringify(format)).not.toMatch(/header|queryString|body|authorizer/i);
    });

    it('allow no browser of just any origin', () => {
      const cors = system().only('AWS::ApiGatewayV2::Api').properties.CorsConfiguration;
      expect(system().text(cors?.AllowOrigins)).not.toContain('*');
      expect(system().text(cors?.AllowCredentials)).not.toBe('true');
    });

    it("ask the collector's health over the VPC link, on a fixed path, without the caller's keys", () => {
      const link = system().only('AWS::ApiGatewayV2::VpcLink');
      const integration = system()
        .all('AWS::ApiGatewayV2::Integration')
        .find(({ properties }) => properties.ConnectionId !== undefined);
      expect(integration?.properties).toMatchObject({
        IntegrationType: 'HTTP_PROXY',
        ConnectionType: 'VPC_LINK',
        ConnectionId: { Ref: link.id },
        RequestParameters: expect.objectContaining({
          'overwrite:path': COLLECTOR_HEALTH.upstreamPath,
          'remove:header.X-Admin-Key': "''",
        }),
      });
      expect(system().text(integration?.properties.IntegrationUri)).toMatch(/CollectorListener/);
    });
  });

  describe('functions', () => {
    it('are one per route and job, on Node 24 and arm64, in the isolated subnets', () => {
      expect([...functions().keys()].toSorted()).toEqual(
        [...Object.keys(ROUTES), ...Object.keys(JOBS)].toSorted(),
      );
      for (const { properties } of functions().values()) {
        expect(properties).toMatchObject({
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Handler: 'index.handler',
        });
        expect(Number(properties.MemorySize)).toBeGreaterThanOrEqual(512);
        expect(system().text(properties.VpcConfig?.SubnetIds)).toMatch(
          /^\$\{VpcfunctionsSubnet1\w+\},\$\{VpcfunctionsSubnet2\w+\}$/,
        );
        expect(system().text(properties.VpcConfig?.SecurityGroupIds)).toMatch(
          /^\$\{TrafficFunctions\w+\.GroupId\}$/,
        );
      }
    });

    it('share one layer', () => {
      const layer = system().only('AWS::Lambda::LayerVersion');
      for (const { properties } of functions().values())
        expect(properties.Layers).toEqual([{ Ref: layer.id }]);
    });

    it('are cut off below the 29 s of the gateway, and above what their own deadlines add up to', () => {
      const READ_MS = 5_000 + 1_000; // one step upstream or in a table, and Redis
      const { validate, change, invalidate, collector, firstSuccess } = BUDGET_MS;
      const CHANGE_MS = validate + change + invalidate + collector + firstSuccess;
      const REFRESH_MS = change + BUDGET_MS.refresh + invalidate + collector;
      for (const [name, route] of routes) {
        const seconds = Number(functions().get(name)?.properties.Timeout);
        expect(seconds).toBe(route.timeoutMs / 1000);
        expect(seconds).toBeLessThan(29);
        const work = route.method === 'GET' ? READ_MS : name === 'refresh-exchanges' ? REFRESH_MS : CHANGE_MS;
        expect(seconds * 1000).toBeGreaterThan(work);
      }
    });

    it("hold names and addresses only, and the admin key's name only where it is checked", () => {
      for (const [name, { properties }] of functions()) {
        const environment = Object.keys(properties.Environment?.Variables ?? {});
        const isAdmin =
          ({ ...ROUTES, ...JOBS } as Record<string, { entry: string }>)[name]?.entry === 'admin';
        const common = [
          ENV.redisUrl,
          ENV.redisUsername,
          ENV.redisIamReplicationGroup,
          ENV.ccxtServiceUrl,
          ENV.collectorUrl,
          ENV.serviceApiKeySecretArn,
        ];
        expect(environment.toSorted()).toEqual(
          [...common, ...(isAdmin ? [ENV.adminApiKeySecretArn, ENV.recordsTable] : [])].toSorted(),
        );
        expect(system().text(properties.Environment?.Variables?.[ENV.redisUrl])).toMatch(/^rediss:\/\//);
      }
    });

    it('have no URL of their own', () => {
      expect(system().all('AWS::Lambda::Url')).toEqual([]);
    });

    it('reserve concurrency for admins and the invalidation alone, and none in dev', () => {
      const reserved = [...functions()]
        .filter(([, { properties }]) => properties.ReservedConcurrentExecutions !== undefined)
        .map(([name]) => name);
      const isDev = system().text(system().only('AWS::ApiGatewayV2::Api').properties.Name).endsWith('-dev');
      const admins = routes.filter(([, { access }]) => access === 'admin').map(([name]) => name);
      expect(reserved.toSorted()).toEqual(isDev ? [] : [...admins, 'invalidate-cache'].toSorted());
    });
  });
}

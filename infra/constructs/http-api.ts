import type { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnApi, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { StageConfig, Throttle } from '../config.ts';
import { logGroup } from './log-group.ts';

/** One line of JSON per request: no header, no query, no body. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

const REQUEST_HEADERS = [
  'content-type',
  'x-admin-key',
  'x-actor',
  'if-match',
  'if-none-match',
  'idempotency-key',
];
const RESPONSE_HEADERS = ['etag', 'age', 'retry-after', 'x-cache', 'x-request-id', 'idempotent-replayed'];
const WORKER_HEADERS = ['x-worker-restart-warning', 'x-worker-restart-info'];

/** An HTTP API that serves the routes it is given, each with a limit of its own, and nothing else. */
export class HttpApi extends Construct {
  readonly api: CfnApi;
  readonly accessLogs: ILogGroup;
  readonly #config: StageConfig;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    this.#config = config;
    this.accessLogs = logGroup(this, 'AccessLogs', config);
    this.api = new CfnApi(this, 'Api', {
      name: `exchange-control-plane-${config.stage}`,
      protocolType: 'HTTP',
      ...(config.corsOrigins.length === 0
        ? {}
        : {
            corsConfiguration: {
              allowOrigins: [...config.corsOrigins],
              allowMethods: ['GET', 'POST', 'DELETE'],
              allowHeaders: REQUEST_HEADERS,
              exposeHeaders: [...RESPONSE_HEADERS, ...WORKER_HEADERS],
              allowCredentials: false,
              maxAge: 3600,
            },
          }),
    });
  }

  /** Where callers reach it. */
  get url(): string {
    return this.api.attrApiEndpoint;
  }

  /** Publishes the routes, each with its limit. What has no limit of its own gets the readers'. */
  publish(routes: readonly { route: CfnRoute; throttle: Throttle }[]): CfnStage {
    const settings = ({ rate, burst }: Throttle) => ({
      ThrottlingRateLimit: rate,
      ThrottlingBurstLimit: burst,
      DetailedMetricsEnabled: true,
    });
    const { rate, burst } = this.#config.throttle.read;
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: this.accessLogs.logGroupArn,
        format: JSON.stringify(ACCESS_LOG),
      },
      defaultRouteSettings: {
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
        detailedMetricsEnabled: true,
      },
      routeSettings: Object.fromEntries(
        routes.map(({ route, throttle }) => [route.routeKey, settings(throttle)]),
      ),
    });
    for (const { route } of routes) {
      stage.addResourceDependency(route); // settings name routes, which must be there first
      acknowledge(route, {
        'AwsSolutions-APIG4':
          'Public reads need no login; admin routes check X-Admin-Key in the function, which fails closed and answers one identical 401.',
      });
    }
    return stage;
  }
}

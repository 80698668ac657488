import type { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnIntegration, CfnRoute, CfnVpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { COLLECTOR_HEALTH } from '../collector-health.ts';
import type { ExistingListener } from '../config-services.ts';

/** `GET /api/v1/collector/health`: a private integration over a VPC link, with no Lambda in between. */
export class CollectorHealthRoute extends Construct {
  readonly route: CfnRoute;

  constructor(scope: Construct, id: string, props: { api: CfnApi; listener: ExistingListener }) {
    super(scope, id);
    const { api, listener } = props;
    const link = new CfnVpcLink(this, 'Link', {
      name: `${api.name}-collector`,
      subnetIds: [...listener.subnetIds],
      securityGroupIds: [...listener.securityGroupIds],
    });
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: api.ref,
      integrationType: 'HTTP_PROXY',
      integrationMethod: COLLECTOR_HEALTH.method,
      integrationUri: listener.arn,
      connectionType: 'VPC_LINK',
      connectionId: link.ref,
      payloadFormatVersion: '1.0',
      timeoutInMillis: COLLECTOR_HEALTH.timeoutMs,
      requestParameters: {
        'overwrite:path': COLLECTOR_HEALTH.upstreamPath,
        'remove:header.X-Admin-Key': "''",
        'remove:header.X-Api-Key': "''",
        'remove:header.Authorization': "''",
        'remove:header.Cookie': "''",
      },
      responseParameters: {
        '200': {
          ResponseParameters: [{ Destination: 'overwrite:header.Cache-Control', Source: 'no-store' }],
        },
      },
    });
    this.route = new CfnRoute(this, 'Route', {
      apiId: api.ref,
      routeKey: `${COLLECTOR_HEALTH.method} ${COLLECTOR_HEALTH.path}`,
      target: `integrations/${integration.ref}`,
      authorizationType: 'NONE',
    });
  }
}

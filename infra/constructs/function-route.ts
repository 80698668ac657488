import { Stack } from 'aws-cdk-lib';
import { type CfnApi, CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '#lib/routes.ts';
import type { ProductFunction } from './product-function.ts';

/** One method and path of the API that invokes one function, with a permission for just that. */
export class FunctionRoute extends Construct {
  readonly route: CfnRoute;

  constructor(scope: Construct, id: string, props: { api: CfnApi; route: Route; target: ProductFunction }) {
    super(scope, id);
    const { api, target } = props;
    const { method, path } = props.route;
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: target.lambda.functionArn,
      payloadFormatVersion: '2.0',
      timeoutInMillis: 30_000, // the most; the function's own limit comes first
    });
    this.route = new CfnRoute(this, 'Route', {
      apiId: api.ref,
      routeKey: `${method} ${path}`,
      target: `integrations/${integration.ref}`,
      authorizationType: 'NONE',
    });
    new CfnPermission(this, 'Invoke', {
      action: 'lambda:InvokeFunction',
      functionName: target.lambda.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: api.ref,
        resourceName: `*/${method}${path}`,
      }),
    });
  }
}

import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { requireCompliance } from '../../../infra/compliance.ts';

/**
 * A small stack behind the same gate as our system, right or with one thing wrong:
 * `node seeded-app.ts wildcard|schema|none`, as the `--app` of `cdk synth`. That the system itself passes is what
 * `npm run synth` shows.
 */
const app = new App();
const stack = new Stack(app, 'Seeded');
const seed = process.argv[2];
const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
role.addToPolicy(
  new PolicyStatement({
    actions: [seed === 'wildcard' ? 'dynamodb:*' : 'dynamodb:GetItem'],
    resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/records'],
  }),
);
if (seed === 'schema') {
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeOut: 30 } });
}
requireCompliance(app);
app.synth();

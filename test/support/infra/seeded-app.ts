import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { stageConfig } from '../../../infra/config.ts';
import { buildSystem } from '../../../infra/system.ts';
import { placeholderBuild } from './placeholder-build.ts';

/** Our system with one thing wrong: `node seeded-app.ts wildcard|schema|none`, as the `--app` of `cdk synth`. */
const app = new App();
const build = placeholderBuild(mkdtempSync(join(tmpdir(), 'ecp-seeded-')));
const { api, data } = buildSystem(app, stageConfig(app.node.getAllContext()), build);
const seed = process.argv[2];
if (seed === 'wildcard') {
  const { role } = api.functions.of('get-config');
  role.addToPolicy(
    new PolicyStatement({ actions: ['dynamodb:*'], resources: [data.tables.records.tableArn] }),
  );
}
if (seed === 'schema') {
  new CfnResource(data, 'Seeded', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeOut: 30 } });
}
app.synth();

import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { buildOutput } from './assets.ts';
import { stageConfig } from './config.ts';
import { buildSystem } from './system.ts';

/** The one place that sees the environment: the CDK's command line hands its context to App by variables. */
const app = new App();
const config = stageConfig(app.node.getAllContext());
buildSystem(app, config, buildOutput(fileURLToPath(new URL('..', import.meta.url))));
app.synth();

import { App } from 'aws-cdk-lib';
import { stageConfig } from './config.ts';
import { buildSystem } from './system.ts';

/** The one place that sees the environment: the CDK's command line hands its context to App by variables. */
const app = new App();
buildSystem(app, stageConfig(app.node.getAllContext()));
app.synth();

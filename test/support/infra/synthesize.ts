import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { stageConfig } from '../../../infra/config.ts';
import { buildSystem } from '../../../infra/system.ts';
import { placeholderBuild } from './placeholder-build.ts';
import { VARIANTS, type Variant } from './variants.ts';

/**
 * `node synthesize.ts FOLDER VARIANT...`: writes each variant's templates to FOLDER/VARIANT. A process of its own,
 * as the CDK's command line starts one; what it ships is a placeholder, so that no build is needed.
 */
const [folder = '', ...variants] = process.argv.slice(2);
const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));
const build = placeholderBuild(join(folder, 'build'));
for (const variant of variants) {
  const app = new App({
    outdir: join(folder, variant),
    context: { ...context, ...VARIANTS[variant as Variant] },
  });
  buildSystem(app, stageConfig(app.node.getAllContext()), build);
  app.synth();
}

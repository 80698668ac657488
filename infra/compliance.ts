import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

/**
 * What stops a synth: findings of cdk-nag that nobody acknowledged. Schema errors stop it too, by the flag
 * `@aws-cdk/core:validateAgainstDefaultRules` in cdk.json.
 */
export function requireCompliance(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

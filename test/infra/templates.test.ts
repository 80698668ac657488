import { beforeAll, describe } from '@jest/globals';
import { type System, synthesize } from '../support/infra/templates.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiTemplates } from './stacks/api.ts';
import { consoleTemplates } from './stacks/console.ts';
import { dataTemplates } from './stacks/data.ts';
import { existingServicesTemplates } from './stacks/existing-services.ts';
import { iamTemplates } from './stacks/iam.ts';
import { jobsTemplates } from './stacks/jobs.ts';
import { networkTemplates } from './stacks/network.ts';
import { observabilityTemplates } from './stacks/observability.ts';
import { servicesTemplates } from './stacks/services.ts';

/** All properties of all templates, synthesized once. */
describe('templates', () => {
  const systems: Partial<Record<string, System>> = {};
  const system = (variant: string) => (): System => {
    const found = systems[variant];
    if (!found) throw new Error(`${variant} was not synthesized`);
    return found;
  };

  beforeAll(async () => {
    const folder = temporaryFolder();
    const both = await Promise.all([
      synthesize(`${folder}/a`, ['dev', 'existing']),
      synthesize(`${folder}/b`, ['prod', 'existingWithoutListener']),
    ]);
    Object.assign(systems, ...both);
  }, 240_000);

  for (const variant of ['dev', 'prod']) {
    describe(variant, () => {
      networkTemplates(system(variant));
      dataTemplates(system(variant));
      servicesTemplates(system(variant));
      apiTemplates(system(variant));
      jobsTemplates(system(variant));
      iamTemplates(system(variant));
      observabilityTemplates(system(variant));
    });
  }
  consoleTemplates({
    without: system('dev'),
    withDomain: system('prod'),
    withoutDomain: system('existingWithoutListener'),
  });
  existingServicesTemplates(system('existing'), system('existingWithoutListener'));
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = `${root}node_modules/.bin`;

interface Synth {
  code: number;
  output: string;
}

/** `cdk synth`, as `npm run synth` calls it, of a small stack behind our gate, right or with one thing wrong. */
function synth(seed: 'wildcard' | 'schema' | 'none'): Promise<Synth> {
  const app = `node test/support/infra/seeded-app.ts ${seed}`;
  const args = ['synth', '--quiet', '--app', app, '--output', temporaryFolder()];
  // no credentials, no home with a profile, no Docker on the path
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: temporaryFolder(), CDK_DOCKER: '/nonexistent/docker' };
  return new Promise((resolve) => {
    execFile(`${bin}/cdk`, args, { cwd: root, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

describe('synth', () => {
  let clean: Synth;
  let wildcard: Synth;
  let schema: Synth;
  beforeAll(async () => {
    [clean, wildcard, schema] = await Promise.all([synth('none'), synth('wildcard'), synth('schema')]);
  }, 120_000);

  it('passes without a fault, a credential, Docker or a finding', () => {
    expect(clean.output).not.toMatch(/^ERROR/m);
    expect(clean.code).toBe(0);
  });

  it('fails on a finding of cdk-nag that nobody acknowledged', () => {
    expect(wildcard.output).toContain('AwsSolutions-IAM5[Action::dynamodb:*]');
    expect(wildcard.code).toBe(1);
  });

  it("fails on an error against CloudFormation's schema", () => {
    expect(schema.output).toMatch(/VisibilityTimeOut.*\(CloudFormation Validate\)/);
    expect(schema.code).toBe(1);
  });
});

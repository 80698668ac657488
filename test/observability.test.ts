import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CODE = `
import { observability } from '#lib/observability.ts';
const cause = Object.assign(new Error('WRONGPASS invalid'), { command: { args: ['the-password'] } });
const error = Object.assign(new Error('no login', { cause }), { body: 'the-body' });
const { logger, auditLine } = observability({ logLevel: 'INFO' });
logger.error('redis connection', error);
auditLine({ error });
`;

it('logs of an error its words and its causes, and nothing else that hangs on it', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', CODE],
    { cwd: ROOT },
  );
  const lines = (stdout + stderr).trim().split('\n');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toContain('no login');
    expect(line).toContain('WRONGPASS invalid');
    expect(line).not.toMatch(/the-password|the-body/);
  }
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lintProblems } from './lint.ts';
import { outputs, ROOT } from './outputs.ts';

/** `npm run openapi` writes what is made from routes and schemas; with `--check` it only compares, and lints. */

const checkOnly = process.argv.includes('--check');
const problems: string[] = [];

for (const [path, content] of Object.entries(await outputs())) {
  const file = join(ROOT, path);
  if (!checkOnly) await writeFile(file, content);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== content) {
    problems.push(`${path} is not what the routes and schemas make it: run npm run openapi.`);
  }
}
problems.push(...(await lintProblems(join(ROOT, 'docs/openapi.json'))));

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

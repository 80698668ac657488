import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { apiMarkdown } from './api-markdown.ts';
import { clientOperations, clientTypes } from './client-types.ts';
import { apiDocument } from './document.ts';
import type { Example } from './examples.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every file that is made from the routes and schemas of the code, by its path in the repository. */
export async function outputs(): Promise<Record<string, string>> {
  const examples: Example[] = JSON.parse(await readFile(new URL('examples.json', import.meta.url), 'utf8'));
  const document = apiDocument(examples);
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'docs/api.md': apiMarkdown(document),
    'client/src/types.ts': formatted(clientTypes(document)),
    'client/src/operations.ts': formatted(clientOperations()),
  };
}

/** As `npm run check` wants TypeScript. */
function formatted(source: string): string {
  const { status, stdout, stderr } = spawnSync('biome', ['format', '--stdin-file-path=client/src/made.ts'], {
    cwd: ROOT,
    input: source,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`biome format: ${stderr}`);
  return stdout;
}

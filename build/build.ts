import { rm, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions } from './functions.ts';
import { ROOT } from './root.ts';
import { buildServices } from './services.ts';

/**
 * `node build/build.ts [FOLDER] [--code-cache [--node-flag=FLAG …]]`; FOLDER is dist/ unless given. The flags are those of
 * the Node that a code cache is for: V8 rejects what was compiled under others.
 */
const { values, positionals } = parseArgs({
  options: {
    'code-cache': { type: 'boolean', default: false },
    'node-flag': { type: 'string', multiple: true, default: [] },
  },
  allowPositionals: true,
});
const dist = resolve(positionals[0] ?? `${ROOT}dist`);

await rm(dist, { recursive: true, force: true });
const [functionFiles, serviceFiles] = await Promise.all([
  buildFunctions(dist, values['code-cache'] ? { codeCacheFlags: values['node-flag'] } : {}),
  buildServices(dist),
]);
for (const file of [...functionFiles, ...serviceFiles]) {
  const { size } = await stat(file);
  console.log(`${String(size).padStart(9)} bytes  ${relative(ROOT, file)}`);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOutput } from '../../../infra/assets.ts';

/** Folders that can be packaged, in place of the built functions and images. */
export function placeholderBuild(root: string): BuildOutput {
  const folder = (name: string) => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'index.cjs'), `// ${name}\n`);
    return path;
  };
  const imageContext = folder('context');
  writeFileSync(join(folder('context/services'), 'Dockerfile'), 'FROM scratch\n');
  return {
    functionFolder: (name) => folder(`functions/${name}`),
    layerFolder: folder('layer'),
    imageContext,
  };
}

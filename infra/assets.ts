import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What is shipped, as `npm run build` makes it. */
export interface BuildOutput {
  functionFolder(name: string): string;
  readonly layerFolder: string;
  /** What the services' images are built from; .dockerignore says what of it. */
  readonly imageContext: string;
}

/** @param repository absolute path of the repository, built */
export function buildOutput(repository: string): BuildOutput {
  const built = (folder: string) => {
    const path = join(repository, folder);
    if (existsSync(path)) return path;
    throw new Error(`${folder} is missing: run npm run build first (npm run synth does).`);
  };
  built('dist/services');
  return {
    functionFolder: (name) => built(`dist/functions/${name}`),
    layerFolder: built('dist/layer'),
    imageContext: repository,
  };
}

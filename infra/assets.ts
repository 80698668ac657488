import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folder of a function as `npm run build` makes it. */
export function builtFunction(name: string): string {
  return built(`dist/functions/${name}`);
}

/** The shared layer as `npm run build` makes it. */
export function builtLayer(): string {
  return built('dist/layer');
}

/** The repository: what the services' images are built from, less what .dockerignore leaves out. */
export const IMAGE_CONTEXT = root;

function built(folder: string): string {
  if (existsSync(`${root}${folder}`)) return `${root}${folder}`;
  throw new Error(`${folder} is missing: run npm run build first (npm run synth does).`);
}

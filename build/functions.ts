import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { JOBS, ROTATIONS, ROUTES } from '#lib/routes.ts';
import { addCodeCache } from './code-cache/add.ts';
import { lazyBuiltins } from './lazy-builtins.ts';
import { ROOT } from './root.ts';
import { trimmedIoredis } from './trimmed-ioredis.ts';

/** Where the layer's files lie below /opt/nodejs/node_modules, which Lambda's NODE_PATH names. */
const LAYER_PACKAGE = 'exchange-control-plane';

/** The layer's files: one for each path, so that the read path never loads what only changes need. */
const ENTRIES = { read: 'lib/entry/read.ts', admin: 'lib/entry/admin.ts' };

/** Lambda's Node runtime has them. */
const RUNTIME_PACKAGES = ['@aws-sdk/*'];

/** CJS: bare ESM imports do not resolve from a layer, and `require` starts faster (docs/adr/0012-cold-start.md). */
const common: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // packages' ES modules where they have them: only of those can the unused be left out
  mainFields: ['module', 'main'],
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
  external: RUNTIME_PACKAGES,
  // `import()` becomes `require`: only that finds what NODE_PATH names, the runtime's AWS SDK among it
  supported: { 'dynamic-import': false },
};

/** Functions require the layer's entry files instead of carrying them. */
const entriesFromLayer: Plugin = {
  name: 'entries-from-layer',
  setup({ onResolve }) {
    onResolve({ filter: /^#lib\/entry\/(read|admin)\.ts$/ }, ({ path }) => ({
      path: `${LAYER_PACKAGE}/${path.includes('read') ? 'read' : 'admin'}.cjs`,
      external: true,
    }));
  },
};

const FUNCTIONS = new Map([
  ...[...Object.keys(ROUTES), ...Object.keys(JOBS)].map((name) => [name, `functions/${name}.ts`] as const),
  ...Object.keys(ROTATIONS).map((name) => [name, `functions/rotation/${name}.ts`] as const),
]);

/** The functions and their layer, as CDK packages them; the names of the files that are shipped. */
export async function buildFunctions(
  dist: string,
  { codeCacheFlags }: { codeCacheFlags?: string[] },
): Promise<string[]> {
  const layerFolder = `${dist}/layer/nodejs/node_modules/${LAYER_PACKAGE}`;
  const layer = await build({
    ...common,
    metafile: true,
    entryPoints: ENTRIES,
    outdir: layerFolder,
    outExtension: { '.js': '.cjs' },
    plugins: [trimmedIoredis, lazyBuiltins],
  });
  await Promise.all(
    Array.from(FUNCTIONS, ([name, source]) =>
      build({
        ...common,
        entryPoints: [source],
        outfile: `${dist}/functions/${name}/index.cjs`,
        plugins: [entriesFromLayer],
      }),
    ),
  );
  const layerFiles = Object.keys(ENTRIES).map((name) => `${layerFolder}/${name}.cjs`);
  const functionFiles = Array.from(FUNCTIONS.keys(), (name) => `${dist}/functions/${name}/index.cjs`);
  await setSourceMapsApart(dist, [...layerFiles, ...functionFiles]);
  /** What is in the layer's files and why: https://esbuild.github.io/analyze/ */
  await writeFile(`${dist}/layer-metafile.json`, JSON.stringify(layer.metafile));
  const cacheFiles = codeCacheFlags ? await addCodeCache(dist, layerFolder, codeCacheFlags) : [];
  return [...layerFiles, ...cacheFiles, ...functionFiles];
}

/** Parsing them costs time at a cold start, so they are kept and not shipped. */
async function setSourceMapsApart(dist: string, files: string[]): Promise<void> {
  await mkdir(`${dist}/sourcemaps`, { recursive: true });
  for (const file of files)
    await rename(`${file}.map`, `${dist}/sourcemaps/${basename(dirname(file))}-${basename(file)}.map`);
}

import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { JOBS, ROTATIONS, ROUTES } from '#lib/routes.ts';

/** Where the layer's files lie below /opt/nodejs/node_modules, which Lambda's NODE_PATH names. */
const LAYER_PACKAGE = 'exchange-control-plane';

const root = fileURLToPath(new URL('..', import.meta.url));
/** `node build/build.ts [FOLDER]`. */
const dist = resolve(process.argv[2] ?? `${root}dist`);

/** Lambda's Node runtime has them. */
const RUNTIME_PACKAGES = ['@aws-sdk/*'];

/** CJS: bare ESM imports do not resolve from a layer, and `require` starts faster (docs/performance.md, "Choices"). */
const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
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

const functions = new Map([
  ...[...Object.keys(ROUTES), ...Object.keys(JOBS)].map((name) => [name, `functions/${name}.ts`] as const),
  ...Object.keys(ROTATIONS).map((name) => [name, `functions/rotation/${name}.ts`] as const),
]);
const layerDir = `${dist}/layer/nodejs/node_modules/${LAYER_PACKAGE}`;

await rm(dist, { recursive: true, force: true });
const layer = await build({
  ...common,
  metafile: true,
  entryPoints: { read: 'lib/entry/read.ts', admin: 'lib/entry/admin.ts' },
  outdir: layerDir,
  outExtension: { '.js': '.cjs' },
  external: RUNTIME_PACKAGES,
});
await Promise.all(
  Array.from(functions, ([name, source]) =>
    build({
      ...common,
      entryPoints: [source],
      outfile: `${dist}/functions/${name}/index.cjs`,
      external: RUNTIME_PACKAGES,
      plugins: [entriesFromLayer],
    }),
  ),
);
const files = [
  `${layerDir}/read.cjs`,
  `${layerDir}/admin.cjs`,
  ...Array.from(functions.keys(), (name) => `${dist}/functions/${name}/index.cjs`),
];
await mkdir(`${dist}/sourcemaps`, { recursive: true });
for (const file of files) {
  // Kept apart: parsing them costs time at a cold start (docs/performance.md, "Choices").
  await rename(`${file}.map`, `${dist}/sourcemaps/${basename(dirname(file))}-${basename(file)}.map`);
  const { size } = await stat(file);
  console.log(`${String(size).padStart(9)} bytes  ${relative(root, file)}`);
}
/** What is in the layer's files and why: https://esbuild.github.io/analyze/ */
await writeFile(`${dist}/layer-metafile.json`, JSON.stringify(layer.metafile));

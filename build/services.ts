import { copyFile, glob, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { ROOT } from './root.ts';

const SERVICES = ['ccxt', 'collector'];

/** Installed in the image: one file an exchange, loaded when it is needed, which no bundle could be. */
const EXTERNAL = ['ccxt'];

/** pino and others are CommonJS and require what Node has. */
const REQUIRE = `import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);`;

/** `new URL('./thread.ts', import.meta.url)` names a file that runs in a thread of its own. */
const THREAD = /new URL\(\s*'(\.[^']*)\.ts',\s*import\.meta\.url/g;

const common: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // what is imported when needed, the AWS SDK among it, stays apart until then
  splitting: true,
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  external: EXTERNAL,
  banner: { js: REQUIRE },
  legalComments: 'none',
  logLevel: 'warning',
};

/** The services as their images hold them, dist/services/NAME/main.mjs and its threads; the names of the main files. */
export async function buildServices(dist: string): Promise<string[]> {
  await Promise.all(SERVICES.map((name) => bundle(name, `${dist}/services/${name}`)));
  return SERVICES.map((name) => `${dist}/services/${name}/main.mjs`);
}

async function bundle(name: string, folder: string): Promise<void> {
  const source = `services/${name}`;
  await mkdir(folder, { recursive: true });
  // each by itself: sharing files with a thread would only cost the start more files to read
  const entries = [`${source}/main.ts`, ...(await threadsOf(source))];
  await Promise.all([
    copyFile(`${ROOT}services/common/is-healthy.mjs`, `${folder}/is-healthy.mjs`),
    ...entries.map((entry) =>
      build({
        ...common,
        outbase: source,
        outdir: folder,
        entryPoints: [entry],
        plugins: [threadsBeside, catalogAsText],
      }),
    ),
  ]);
}

/** The files of a service that its sources start threads of. */
async function threadsOf(source: string): Promise<string[]> {
  const threads: string[] = [];
  for await (const file of glob(`${source}/**/*.ts`, { cwd: ROOT })) {
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const [, path = ''] of text.matchAll(THREAD)) threads.push(`${join(dirname(file), path)}.ts`);
  }
  return threads;
}

/** Threads lie in the bundle's folder as in the source's; only what starts them is in main.mjs now, and they end in .mjs. */
const threadsBeside: Plugin = {
  name: 'threads-beside',
  setup({ onLoad }) {
    onLoad({ filter: /services\/\w+\/.*\.ts$/ }, async ({ path }) => {
      const service = /^services\/\w+/.exec(relative(ROOT, path))?.[0] ?? '';
      const text = await readFile(path, 'utf8');
      const contents = text.replace(THREAD, (found, thread: string) => {
        const file = relative(join(ROOT, service), join(dirname(path), thread));
        return found.replace(`${thread}.ts`, `./${file}.mjs`);
      });
      return { contents, loader: 'ts' };
    });
  },
};

/** V8 reads JSON several times faster than a literal of JavaScript (https://v8.dev/blog/cost-of-javascript-2019#json). */
const catalogAsText: Plugin = {
  name: 'catalog-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /services\/ccxt\/catalog\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});` };
    });
  },
};

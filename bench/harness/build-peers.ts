import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The clients that a function which does not think of its cold start imports at its top. */
const EAGER = ['client-dynamodb', 'client-elasticache', 'client-secrets-manager'];

/** `require` for what is CommonJS inside of an ESM bundle. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Those of bench/peers that need nothing from bench/peers/package.json. */
const OWN = { empty: 'cjs', ioredis: 'cjs', naive: 'cjs' } as const;
/** Those that do. */
const FOREIGN = { express: 'cjs', 'express-bare': 'cjs', hono: 'cjs' } as const;
export type PeerName = keyof typeof OWN | keyof typeof FOREIGN | `eager-${string}`;

/** Builds each peer into a folder of its own below `folder`, as its maintainer would: one file, bundled by esbuild. */
export async function buildPeers(folder: string, { foreign, eager }: { foreign: boolean; eager: string[] }) {
  const peers = Object.entries(foreign ? { ...OWN, ...FOREIGN } : OWN);
  await Promise.all([
    ...peers.map(([name, format]) =>
      bundle(`${folder}/${name}`, format, { entryPoints: [`bench/peers/${name}.mjs`] }),
    ),
    ...eager.map((name) =>
      bundle(`${folder}/eager-${name}`, 'esm', {
        stdin: { contents: eagerEntry(name), resolveDir: ROOT },
        plugins: [awsBySdk],
      }),
    ),
  ]);
}

function bundle(folder: string, format: 'cjs' | 'esm', source: BuildOptions) {
  return build({
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format,
    outfile: `${folder}/index.${format === 'cjs' ? 'cjs' : 'mjs'}`,
    ...(format === 'esm' && { banner: { js: REQUIRE } }),
    logLevel: 'error',
    ...source,
  });
}

/** Keys and records by the SDK, as one would first write it. */
const awsBySdk: Plugin = {
  name: 'aws-by-sdk',
  setup({ onLoad }) {
    onLoad({ filter: /lib\/aws\/aws-json\.ts$/ }, async () => ({
      contents: await readFile(`${ROOT}bench/peers/aws-by-sdk.mjs`, 'utf8'),
      resolveDir: ROOT,
    }));
  },
};

/** A function of ours with everything at its top; that the clients are used keeps the bundler from dropping them. */
function eagerEntry(name: string): string {
  const imports = EAGER.map((client, n) => `import * as sdk${n} from '@aws-sdk/${client}';`);
  const uses = EAGER.map((_, n) => `sdk${n}`).join(', ');
  return [
    ...imports,
    `globalThis.eager = [${uses}];`,
    `export { handler } from './functions/${name}.ts';`,
  ].join('\n');
}

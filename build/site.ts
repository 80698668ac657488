import { createHash, randomUUID } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SITE_FOLDER, SITE_STAMP } from '#local/site-folder.ts';
import { writeNotices } from './notices.ts';
import { buildReference, REFERENCE_SOURCES } from './reference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** All that the site is made from; the lockfile stands for the packages. */
const SOURCES = [
  'console/**/*',
  'client/src/*.ts',
  'lib/site-headers.ts',
  'services/ccxt/catalog.json',
  'package-lock.json',
  'build/site.ts',
  'build/notices.ts',
  ...REFERENCE_SOURCES,
];

/**
 * Builds the console and the reference page (`docs/`) into `folder`, unless what is there was made from the same
 * sources. It becomes visible as a whole; two builds at once do no harm.
 */
export async function buildSite(folder = SITE_FOLDER): Promise<'built' | 'unchanged'> {
  const sources = await digestOfSources();
  const stampOf = (place: string) => readFile(`${place}/${SITE_STAMP}`, 'utf8').catch(() => undefined);
  if ((await stampOf(folder)) === sources) return 'unchanged';

  const fresh = `${folder}.${randomUUID()}`;
  const old = `${folder}.${randomUUID()}`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await buildConsole(fresh);
    await writeNotices(fresh);
    await buildReference(`${fresh}/docs`);
    await writeFile(`${fresh}/${SITE_STAMP}`, sources);
    await rename(folder, old).catch(unless('ENOENT'));
    // another build of the same sources may have come first
    await rename(fresh, folder).catch(unless('ENOTEMPTY', 'EEXIST'));
  } finally {
    await Promise.all([fresh, old].map((place) => rm(place, { recursive: true, force: true })));
  }
  return 'built';
}

/** Vite is loaded only when there is something to build. */
async function buildConsole(folder: string): Promise<void> {
  // with another one it builds for debugging: paths of this machine, twice the size
  process.env.NODE_ENV = 'production';
  const [{ build }, { default: config }] = await Promise.all([
    import('vite'),
    import('../console/vite.config.ts'),
  ]);
  await build({
    ...config,
    configFile: false,
    logLevel: 'warn',
    build: { ...config.build, outDir: folder, emptyOutDir: false },
  });
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const files: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(resolve(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest('hex');
}

function unless(...codes: string[]) {
  return (error: NodeJS.ErrnoException) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}

if (import.meta.main) {
  const startedAt = performance.now();
  if ((await buildSite(process.argv[2] && resolve(process.argv[2]))) === 'built') {
    console.log(`the console is built (${Math.round(performance.now() - startedAt)} ms)`);
  }
}

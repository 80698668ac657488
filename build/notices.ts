import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Packages whose code or files are in the console's bundle: to whoever gets a copy their notices belong. */
export const IN_THE_CONSOLE = [
  'preact',
  '@preact/signals',
  '@preact/signals-core',
  '@fontsource-variable/inter',
];

/** `licences.txt` in `folder`, for the bundler leaves all comments out. */
export async function writeNotices(folder: string): Promise<void> {
  const notices = await Promise.all(
    IN_THE_CONSOLE.map(async (name) => {
      const file = fileURLToPath(new URL(`../node_modules/${name}/LICENSE`, import.meta.url));
      return `${name}\n\n${(await readFile(file, 'utf8')).trim()}\n`;
    }),
  );
  await writeFile(`${folder}/licences.txt`, notices.join(`\n${'-'.repeat(80)}\n\n`));
}

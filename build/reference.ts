import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const viewer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** What the page is made from, the viewer's package aside. */
export const REFERENCE_SOURCES = ['openapi/page/*', 'docs/openapi.json', 'build/reference.ts'];

/** Makes the reference page of the API in `folder`: all it needs is there, and nothing of it is inline. */
export async function buildReference(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const page = ['index.html', 'page.css', 'page.js'].map((file) => join(root, 'openapi/page', file));
  const scripts = ['swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt'].map((file) =>
    join(viewer, file),
  );
  await Promise.all([
    ...[...page, ...scripts, join(root, 'docs/openapi.json')].map((file) =>
      copyFile(file, join(folder, file.slice(dirname(file).length))),
    ),
    ...['LICENSE', 'NOTICE'].map((file) =>
      copyFile(join(viewer, file), join(folder, `swagger-ui.${file}.txt`)),
    ),
    writeStylesheet(folder),
  ]);
}

const DATA_URL =
  /url\(("|')?data:image\/(svg\+xml|png|jpeg)(;charset=utf-8|;base64),((?:\\.|(?!\1\)).)*?)\1\)/g;

/** The viewer's stylesheet with its images in files: the policy of the site lets no page load what is inline. */
async function writeStylesheet(folder: string): Promise<void> {
  const css = await readFile(join(viewer, 'swagger-ui.css'), 'utf8');
  const images = new Map<string, Buffer>();
  const linked = css.replace(DATA_URL, (_, _quote, type: string, encoding: string, data: string) => {
    const image = encoding === ';base64' ? Buffer.from(data, 'base64') : Buffer.from(svgOf(data));
    const hash = createHash('sha256').update(image).digest('hex').slice(0, 12);
    const name = `image-${hash}.${type === 'svg+xml' ? 'svg' : type}`;
    images.set(name, image);
    return `url(${name})`;
  });
  if (linked.includes('data:'))
    throw new Error("swagger-ui's stylesheet holds images of another form than expected");
  await writeFile(join(folder, 'swagger-ui.css'), linked.replace(/\/\*# sourceMappingURL=.*?\*\//, ''));
  await Promise.all(Array.from(images, ([name, image]) => writeFile(join(folder, name), image)));
}

/** Quotes are escaped for the stylesheet, `#` and the like for the address. */
function svgOf(data: string): string {
  return decodeURIComponent(data.replaceAll('\\', ''));
}

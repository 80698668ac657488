import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { LEFT_OUT } from '../../build/trimmed-ioredis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUILD = fileURLToPath(new URL('../../build/build.ts', import.meta.url));

/** esbuild's account of what is in each file. */
interface Metafile {
  outputs: Record<
    string,
    { entryPoint?: string; inputs: Record<string, unknown>; imports: { path: string; kind: string }[] }
  >;
}

describe('the layer', () => {
  const dist = temporaryFolder();
  let metafile: Metafile;
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [BUILD, dist], { env: { PATH: process.env.PATH } });
    metafile = JSON.parse(readFileSync(join(dist, 'layer-metafile.json'), 'utf8'));
  });

  const fileOf = (entry: 'read' | 'admin') => {
    const found = Object.values(metafile.outputs).find(
      ({ entryPoint }) => entryPoint === `lib/entry/${entry}.ts`,
    );
    if (!found) throw new Error(`no file for ${entry}`);
    return found;
  };
  const packagesOf = (entry: 'read' | 'admin') =>
    new Set(
      Object.keys(fileOf(entry).inputs).flatMap(
        (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
      ),
    );
  const ownFilesOf = (entry: 'read' | 'admin') =>
    Object.keys(fileOf(entry).inputs).filter((path) => path.startsWith('lib/'));

  it('has a file for the read path without an AWS SDK client, and with no other schema library than the one it parses with', () => {
    const packages = [...packagesOf('read')];
    expect(packages.filter((name) => /^@aws-sdk|^@smithy|^aws-sdk/.test(name))).toEqual([]);
    expect(
      packages.filter((name) =>
        /^(valibot|zod|ajv|joi|yup|superstruct|@sinclair\/typebox|arktype)$/.test(name),
      ),
    ).toEqual(['valibot']);
  });

  it('keeps what only changes need out of the read path', () => {
    expect([...packagesOf('read')]).not.toContain('@middy/http-json-body-parser');
    const adminOnly =
      /^lib\/(rotation|records|idempotency|audit|auth\/admin-keys|usecases\/(add|change|refresh|blacklist))/;
    expect(ownFilesOf('read').filter((path) => adminOnly.test(path))).toEqual([]);
    // the admin path has them, so the names above are right
    expect(ownFilesOf('admin').filter((path) => adminOnly.test(path)).length).toBeGreaterThan(5);
  });

  it('asks for the AWS SDK by require, which finds it in the runtime, and only when it is needed', () => {
    for (const entry of ['read', 'admin'] as const) {
      const source = readFileSync(
        join(dist, `layer/nodejs/node_modules/exchange-control-plane/${entry}.cjs`),
        'utf8',
      );
      const [importing, requiring] = [/\bimport\(/g, /^(.*)require\("@aws-sdk\//gm].map((pattern) => [
        ...source.matchAll(pattern),
      ]);
      expect(importing).toEqual([]);
      expect(requiring?.length).toBeGreaterThan(0);
      // at the start of a line, it would run when the file is loaded
      expect(requiring?.filter(([, before]) => /^(var|const|let) /.test(before ?? ''))).toEqual([]);
    }
  });

  it.each(['read', 'admin'] as const)(
    'has of ioredis for %s what one Redis needs, and stand-ins',
    (entry) => {
      const { inputs } = fileOf(entry);
      for (const file of Object.keys(LEFT_OUT)) {
        // a file that ioredis has moved would come in again, unseen
        expect([file, Object.keys(inputs).some((path) => path.endsWith(file))]).toEqual([file, true]);
      }
      const packages = packagesOf(entry);
      expect(
        ['ioredis', 'debug', 'denque', 'supports-color', 'ms'].filter((name) => packages.has(name)),
      ).toEqual(['ioredis', 'debug', 'denque']);
    },
  );

  it('carries no source maps, which lie apart', () => {
    const source = readFileSync(
      join(dist, 'layer/nodejs/node_modules/exchange-control-plane/read.cjs'),
      'utf8',
    );
    expect(source).not.toContain('sourceMappingURL');
    expect(readFileSync(join(dist, 'sourcemaps/exchange-control-plane-read.cjs.map'), 'utf8')).toContain(
      '"mappings"',
    );
  });
});

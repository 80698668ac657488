import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a bundle of `entry` is made of; AWS's SDK is left to Lambda's runtime, as build/build.ts has it. */
async function bundled(entry: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    outdir: 'dist-of-test',
  });
  return metafile;
}

describe("the read path's layer file", () => {
  it('holds no AWS SDK, and begins to load one only where it is needed', async () => {
    const { inputs } = await bundled('lib/entry/read.ts');
    expect(
      Object.keys(inputs).filter((file) => /node_modules\/@(aws-sdk|smithy|aws-crypto)\//.test(file)),
    ).toEqual([]);
    const imports = Object.entries(inputs).flatMap(([file, input]) =>
      input.imports.filter(({ path }) => path.startsWith('@aws-sdk/')).map(({ kind }) => ({ file, kind })),
    );
    expect(imports).not.toEqual([]);
    expect(imports.filter(({ kind }) => kind !== 'dynamic-import')).toEqual([]);
  });
});

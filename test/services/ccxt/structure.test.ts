import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const file = (path: string) => fileURLToPath(new URL(`../../../services/ccxt/${path}`, import.meta.url));

/** Every file that a module loads, itself or through others. */
async function loadedBy(path: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [file(path)],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}
const touchesCcxt = (path: string) => /node_modules\/ccxt\/|exchange\/ccxt-module\.ts/.test(path);

describe('the main thread', () => {
  it('never loads ccxt, so that no exchange can make it stand still', async () => {
    expect((await loadedBy('main.ts')).filter(touchesCcxt)).toEqual([]);
  });

  it('control: the thread of the exchanges does', async () => {
    expect((await loadedBy('exchanges/exchange-thread.ts')).filter(touchesCcxt)).not.toEqual([]);
  });
});

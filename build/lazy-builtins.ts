import type { Plugin } from 'esbuild';

/**
 * Modules of Node that a cached read may do without, though its files import them at their top; each is loaded when
 * something of it is first used (docs/adr/0012-cold-start.md). Loading `tls`, which `https` does too, starts a thread
 * that parses all of Node's root certificates.
 */
const LAZY = ['tls', 'https', 'http'];

/** Puts an object of getters in the place of each; imports of it are written and typed as ever. */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^(node:)?(${LAZY.join('|')})$`) }, ({ path }) => ({
      path: path.replace(/^(node:)?/, 'node:'),
      namespace: 'lazy-builtins',
    }));
    onLoad({ filter: /.*/, namespace: 'lazy-builtins' }, async ({ path }) => {
      const { default: builtin } = await import(path);
      return {
        contents: `for (const name of ${JSON.stringify(Object.keys(builtin))})
          Object.defineProperty(exports, name, { enumerable: true, get: () => process.getBuiltinModule('${path}')[name] });`,
      };
    });
  },
};

import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';
import { HASHED_FOLDER } from '#lib/site-headers.ts';
import { catalogPlugin } from './catalog-plugin.ts';

/** `npx vite console` serves the sources as they are edited, beside a running `npm start`. */
export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [catalogPlugin()],
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2023',
    assetsDir: HASHED_FOLDER,
    // the security policy takes no data: URLs
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/docs': 'http://127.0.0.1:3000' } },
} satisfies UserConfig;

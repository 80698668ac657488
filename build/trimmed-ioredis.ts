import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * What a client of one Redis never comes to, by file of ioredis, and what stands for it (docs/adr/0012-cold-start.md).
 * A class that nothing is an instance of does for `instanceof`; asking for what was left out is a TypeError at once.
 */
export const LEFT_OUT: Record<string, string> = {
  'ioredis/built/cluster/index.js': 'exports.default = class Cluster {};',
  'ioredis/built/connectors/SentinelConnector/index.js':
    'exports.default = class SentinelConnector {}; exports.SentinelIterator = class SentinelIterator {};',
  'ioredis/built/constants/TLSProfiles.js': 'exports.default = {};',
  'ioredis/built/ScanStream.js': 'exports.default = class ScanStream {};',
  'redis-errors/lib/old.js': '',
  'debug/src/index.js': 'exports.default = () => Object.assign(() => {}, { enabled: false });',
};

/** A method is made for each command that ioredis knows, over 300; these are sent, by us or by the client itself. */
const COMMANDS = [
  ...[
    'acl',
    'auth',
    'client',
    'del',
    'eval',
    'evalsha',
    'get',
    'hello',
    'info',
    'ping',
    'quit',
    'readonly',
    'select',
  ],
];

/** ioredis without clusters, sentinels, TLS profiles, scan streams and debug lines. */
export const trimmedIoredis: Plugin = {
  name: 'trimmed-ioredis',
  setup({ onLoad, onResolve }) {
    for (const [file, contents] of Object.entries(LEFT_OUT)) {
      onLoad({ filter: new RegExp(`node_modules/${file.replaceAll('.', '\\.')}$`) }, () => ({ contents }));
    }
    // for two checks in the constructor of one error it takes a millisecond to load
    onResolve({ filter: /^assert$/ }, ({ importer }) =>
      importer.includes('/redis-errors/') ? { path: 'assert', namespace: 'no-checks' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'no-checks' }, () => ({
      contents: 'module.exports = Object.assign(() => {}, { strictEqual: () => {} });',
    }));
    onLoad({ filter: /node_modules\/@ioredis\/commands\/built\/commands\.json$/ }, async ({ path }) => {
      const all: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
      const contents = JSON.stringify(Object.fromEntries(COMMANDS.map((name) => [name, all[name]])));
      return { contents, loader: 'json' };
    });
  },
};

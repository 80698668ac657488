import { closeSync, openSync, writeSync } from 'node:fs';
import { openSqliteStore } from '#services/ccxt/registry/sqlite-store.ts';
import { acknowledge, bigDocument } from './big-document.ts';

/**
 * A process that writes versions of a registry as fast as it can, telling each one it was acknowledged, until it
 * is killed: `registry-writer.ts sqlite|naive FILE`. `naive` is the control: it rewrites a plain file in place.
 */
const [kind, path = ''] = process.argv.slice(2);

if (kind === 'sqlite') {
  const store = openSqliteStore(path);
  for (let version = (await store.read())?.version ?? 0; ; version++) {
    const outcome = await store.compareAndSet(version, bigDocument(version + 1));
    if (outcome === 'ok') acknowledge(version + 1);
  }
}
for (let version = 1; ; version++) {
  const text = JSON.stringify(bigDocument(version));
  const file = openSync(path, 'w');
  for (let at = 0; at < text.length; at += 4096) writeSync(file, text.slice(at, at + 4096));
  closeSync(file);
  acknowledge(version);
}

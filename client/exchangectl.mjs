#!/usr/bin/env node
/* Plain JavaScript that an old Node can run as well. In the repository the source runs, which needs Node 24. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = here('./cli/main.ts');

if (!existsSync(source)) await import('./dist/cli/main.js');
else if (Number(process.versions.node.split('.')[0]) >= 24) await import('./cli/main.ts');
else {
  const node = here('../node_modules/.bin/node');
  if (!existsSync(node)) {
    console.error(
      `Node ${process.versions.node} is too old, 24 or later is needed: npm ci brings it along on Linux x64; ` +
        'elsewhere get it from https://nodejs.org or with nvm install 24.',
    );
    process.exit(1);
  }
  const child = spawn(node, [source, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C goes to both; the child ends in its own way, and its exit code is ours
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

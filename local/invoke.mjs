import './node-version.mjs';

await import('./invoke.ts');

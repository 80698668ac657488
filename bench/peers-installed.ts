import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ROOT } from './harness/lab.ts';

const FOLDER = 'bench/peers';

/** What we compare with has a lockfile of its own and is installed by who measures, not by who uses the product. */
export function installPeers(): void {
  if (existsSync(`${ROOT}${FOLDER}/node_modules`)) return;
  console.log(`Installing what the benches compare with (once, into ${FOLDER}/node_modules) …`);
  execFileSync('npm', ['ci', '--prefix', FOLDER], { cwd: ROOT, stdio: 'inherit' });
}

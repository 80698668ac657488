import { parseArgs } from 'node:util';
import { printRun } from './print.ts';
import { runOracle } from './run.ts';
import { startOracleSystem } from './system.ts';
import { failuresOf } from './verdict.ts';

const USAGE = 'npm run oracle [-- --seconds N]   N: 60 unless given';

const seconds = parsedSeconds();
const system = await startOracleSystem();
let failed = true;
try {
  const run = await runOracle(system, seconds);
  printRun(run, system.ours.processes.length);
  const failures = failuresOf(run.found);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  const { stale, controls } = run.found;
  const caught = Object.values(controls).filter((times) => times > 0).length;
  console.log(
    `oracle ${seconds} s: stale ${stale}, controls caught ${caught}/${Object.keys(controls).length}`,
  );
  failed = failures.length > 0;
} finally {
  await system.close();
}
process.exit(failed ? 1 : 0);

function parsedSeconds(): number {
  try {
    const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
    const seconds = Number(values.seconds);
    if (!Number.isInteger(seconds) || seconds < 5) throw new Error('--seconds must be a number from 5 on');
    return seconds;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

import { parseArgs } from 'node:util';
import { startLab } from './lab.ts';
import { printRow } from './print.ts';
import { ROWS } from './rows/all.ts';
import { runRow } from './run-row.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',').map(Number);

const lab = await startLab();
try {
  for (const row of ROWS) {
    if (only && !only.includes(row.number)) continue;
    if ('why' in row) console.log(`${row.number} ${row.fault}: not exercised: ${row.why}`);
    else printRow(await runRow(lab, row));
  }
  console.log(lab.ledger);
} finally {
  await lab.close();
}
process.exit(0);

import { parseArgs } from 'node:util';
import { WRONG_KEYS } from './bad-inputs/headers.ts';
import { type BadInputsResult, runBadInputs } from './bad-inputs/run.ts';
import { CANARY, KEYS, startLab } from './lab.ts';
import { logFindings } from './log-findings.ts';
import { printRow } from './print.ts';
import { changeOf } from './registry-client.ts';
import { ROWS } from './rows/all.ts';
import { REDIS_PASSWORDS } from './rows/redis-contents.ts';
import { type RowResult, runRow } from './run-row.ts';
import { summaryOf } from './summary.ts';

const USAGE = 'npm run faults [-- --only ROW,ROW,…]   ROW: 1 to 34, or inputs';
const SECRETS = {
  'the admin key': KEYS.admin,
  'the service key': KEYS.service,
  'a wrong key': WRONG_KEYS.other,
  'a nearly right key': WRONG_KEYS.oneBitOff,
  'a password of Redis': REDIS_PASSWORDS.first,
  'another password of Redis': REDIS_PASSWORDS.second,
  'a request body': CANARY,
};

const CONTROLLED_ROWS = ROWS.length;

const only = parsedOnly();
const rows = ROWS.filter(({ number }) => !only || only.includes(String(number)));
const startedAt = performance.now();
const lab = await startLab();
let failed = true;
try {
  const results: RowResult[] = [];
  for (const row of rows) {
    const result = await runRow(lab, row);
    printRow(result);
    results.push(result);
  }
  const withInputs = !only || only.includes('inputs');
  const badInputs: BadInputsResult = withInputs
    ? await runBadInputs(lab)
    : { count: 0, wrong: [], fiveHundreds: 0, upstreamCalls: 0 };

  const config = await lab.registry.config();
  const logs = lab.logs();
  const findings = logs.flatMap(({ name, text }) =>
    logFindings(name, text, { secrets: SECRETS, keyLength: KEYS.admin.length }),
  );
  const lines = logs.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  const controls = results.flatMap((row) => row.controls).filter(({ failure }) => failure === undefined);
  console.log(`controls ${controls.length}: each row failed without its guard`);
  console.log(`logs of ${logs.length} processes, ${lines} lines: ${findings.length} findings`);
  console.log(`took ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  const { line, failures } = summaryOf({
    wanted: rows.length,
    controlled: only ? 0 : CONTROLLED_ROWS,
    rows: results,
    badInputs,
    unexpected: lab.ledger.unexpected,
    stale: lab.ledger.stale,
    lost: lab.ledger.lost((exchange) => changeOf(config, exchange)),
    logs: findings,
  });
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(line);
  failed = failures.length > 0;
} finally {
  await lab.close();
}
process.exit(failed ? 1 : 0);

function parsedOnly(): string[] | undefined {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' } } });
    const chosen = values.only?.split(',');
    const known = ['inputs', ...ROWS.map(({ number }) => String(number))];
    const unknown = chosen?.filter((one) => !known.includes(one)) ?? [];
    if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}`);
    return chosen;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

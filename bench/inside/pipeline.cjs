'use strict';
// In one process: a function's handler on a cached 2 KB read, and a raw GET, one call of each in turns, for what a call
// costs changes with what the machine does meanwhile. Prints the microseconds of one, the median of each round.
// node pipeline.cjs FUNCTION RAW EVENT ROUNDS CALLS
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { brotliDecompressSync } = require('node:zlib');

const [ours, raw, eventFile, rounds, calls] = process.argv.slice(2);
const event = JSON.parse(fs.readFileSync(eventFile, 'utf8'));
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 10_000 };
const handlers = { ours: require(ours).handler, raw: require(raw).handler };

function digest({ statusCode, body, isBase64Encoded }) {
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
  const bytes = isBase64Encoded ? brotliDecompressSync(Buffer.from(body, 'base64')) : body;
  return createHash('sha256').update(bytes).digest('base64url');
}

async function micros(name) {
  const startedAt = process.hrtime.bigint();
  await handlers[name](event, context);
  return Number(process.hrtime.bigint() - startedAt) / 1_000;
}

/** Of as many calls of each. */
async function measure() {
  const took = { ours: [], raw: [] };
  for (let call = 0; call < calls; call++) {
    for (const name of call % 2 === 0 ? ['ours', 'raw'] : ['raw', 'ours'])
      took[name].push(await micros(name));
  }
  return { ours: median(took.ours), raw: median(took.raw) };
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

async function run() {
  for (let warmUp = 0; warmUp < 2; warmUp++) await measure();
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    const digests = [];
    for (const handler of Object.values(handlers)) digests.push(digest(await handler(event, context)));
    measured.push({ digests, ...(await measure()) });
  }
  console.log(JSON.stringify(measured));
  process.exit(0);
}

run();

'use strict';
// In one process, in turns: a function's handler on a cached 2 KB read, and a raw GET. Prints the microseconds of one,
// by round. node pipeline.cjs FUNCTION RAW EVENT ROUNDS CALLS
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

async function measure(name) {
  const handler = handlers[name];
  const startedAt = process.hrtime.bigint();
  for (let call = 0; call < calls; call++) await handler(event, context);
  return Number(process.hrtime.bigint() - startedAt) / 1_000 / Number(calls);
}

async function run() {
  for (const name of ['ours', 'raw', 'ours', 'raw']) await measure(name);
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    const digests = [];
    for (const handler of Object.values(handlers)) digests.push(digest(await handler(event, context)));
    const first = round % 2 === 0 ? 'ours' : 'raw';
    const one = { [first]: await measure(first) };
    const second = first === 'ours' ? 'raw' : 'ours';
    measured.push({ digests, ...one, [second]: await measure(second) });
  }
  console.log(JSON.stringify(measured));
  process.exit(0);
}

run();

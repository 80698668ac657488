'use strict';
// Calls a function's handler once, then so many times at once when told to, and tells how each of these came about.
// node misses.cjs FUNCTION EVENT CALLS
const fs = require('node:fs');

const [file, eventFile, calls] = process.argv.slice(2);
const { handler } = require(file);
const event = JSON.parse(fs.readFileSync(eventFile, 'utf8'));
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 10_000 };

process.on('disconnect', () => process.exit(1));
process.once('message', async () => {
  const answers = await Promise.all(Array.from({ length: Number(calls) }, () => handler(event, context)));
  const outcomes = answers.map(({ statusCode, headers }) => `${statusCode} ${headers['x-cache']}`);
  process.send(outcomes, () => process.exit(0));
});
handler(event, context).then(() => process.send('ready'));

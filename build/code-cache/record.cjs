'use strict';
// Runs one function on one event twice, a miss and a hit, and writes what V8 compiled meanwhile.
// node [FLAGS] record.cjs BUNDLE ENTRY FUNCTION EVENT OUTPUT
const fs = require('node:fs');
const { compile, run } = require('./script.cjs');

const [bundle, entry, file, event, output] = process.argv.slice(2);
const context = { awsRequestId: 'build', functionName: 'build', getRemainingTimeInMillis: () => 10_000 };

async function record() {
  const script = compile(bundle);
  require.cache[entry] = { id: entry, filename: entry, loaded: true, exports: run(script, bundle, require) };
  const { handler } = require(file);
  for (let invocation = 0; invocation < 2; invocation++) {
    const result = await handler(JSON.parse(fs.readFileSync(event, 'utf8')), context);
    if (result.statusCode !== 200) throw new Error(`answered ${JSON.stringify(result)}`);
  }
  fs.writeFileSync(output, script.createCachedData());
}

record().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

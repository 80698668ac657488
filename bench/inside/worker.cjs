'use strict';
// Holds built functions and answers their invocations, which come over IPC: { id, name, event } → { id, result | error }.
// node worker.cjs PREFIX SUFFIX: the file of a function is PREFIX + its name + SUFFIX; PREFIX alone without a SUFFIX.
const [prefix, suffix] = process.argv.slice(2);

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ id, name, event }) => {
  const context = { awsRequestId: String(id), functionName: name, getRemainingTimeInMillis: () => 10_000 };
  try {
    process.send({
      id,
      result: await require(suffix ? `${prefix}${name}${suffix}` : prefix).handler(event, context),
    });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});

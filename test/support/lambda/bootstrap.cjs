// Lambda's runtime, as far as functions can tell: takes events from the Runtime API, runs the handler, posts its
// result or error. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const [module_, name] = process.env._HANDLER.split('.');
const file = path.join(process.env.LAMBDA_TASK_ROOT, module_);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

/** Processor time so far; from the inside, because only here threads that have ended are counted as well. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return { 'x-cpu-microseconds': user + system };
}

function call(method, url, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, headers: body && cpu() }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() });
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function load() {
  const { [name]: handler } = fs.existsSync(`${file}.mjs`)
    ? await import(`${file}.mjs`)
    : require(`${file}.cjs`);
  return handler;
}

async function run() {
  const handler = await load();
  for (;;) {
    const { headers, text } = await call('GET', `${base}/next`);
    const id = headers['lambda-runtime-aws-request-id'];
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    const context = {
      awsRequestId: id,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: '$LATEST',
      invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
      memoryLimitInMB: '1024',
      logGroupName: 'test',
      logStreamName: 'test',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    try {
      const result = await handler(JSON.parse(text), context);
      await call('POST', `${base}/${id}/response`, JSON.stringify(result) ?? 'null');
    } catch (error) {
      const { name: errorType, message: errorMessage, code } = error;
      await call('POST', `${base}/${id}/error`, JSON.stringify({ errorType, errorMessage, code }));
    }
  }
}

run().catch((error) => {
  console.error(error);
  process.exit(1);
});

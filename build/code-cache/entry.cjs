'use strict';
// In place of an entry file of the layer: runs the bundle beside it from V8's code cache
// (docs/adr/0013-code-cache.md). A cache of another V8 is rejected; the bundle is then compiled as ever, and counted.
const fs = require('node:fs');
const { METRIC_NAMESPACE, SERVICE_NAME } = require('../../lib/telemetry-names.ts');
const { compile, run } = require('./script.cjs');

const bundle = __filename.replace(/\.cjs$/, '.bundle.cjs');
const script = compile(bundle, fs.readFileSync(__filename.replace(/\.cjs$/, '.code-cache')));
if (script.cachedDataRejected) {
  const metric = { Name: 'code_cache_rejected', Unit: 'Count' };
  const directive = { Namespace: METRIC_NAMESPACE, Dimensions: [['service']], Metrics: [metric] };
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
  console.log(JSON.stringify({ _aws, service: SERVICE_NAME, code_cache_rejected: 1 }));
}
module.exports = run(script, bundle, require);

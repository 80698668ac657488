'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

/** A CommonJS file as a script, which V8 compiles, or takes from `cachedData` when that is of this very V8. */
function compile(file, cachedData) {
  const source = `(function (exports, require, module, __filename, __dirname) {${fs.readFileSync(file, 'utf8')}\n})`;
  return new vm.Script(source, { filename: file, cachedData });
}

/** What the file exports. */
function run(script, file, load) {
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, load, module, file, path.dirname(file));
  return module.exports;
}

module.exports = { compile, run };

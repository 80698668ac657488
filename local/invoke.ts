import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import * as v from 'valibot';
import { ENV } from '#lib/env.ts';
import { FUNCTION_TIMEOUTS, loadFunction } from './functions.ts';
import { invokeFunction } from './lambda.ts';
import { readEndpoints } from './state/endpoints.ts';

const USAGE =
  'npm run invoke -- NAME EVENT.json [--state DIR], for instance add-exchange events/add-exchange.json';

const jsonResponse = v.looseObject({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.unknown()), {}),
  body: v.string(),
  isBase64Encoded: v.optional(v.boolean(), false),
});

// What the function logs goes to standard error, so that the result can be piped.
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

try {
  const result = await invoke(process.argv.slice(2));
  print(`${JSON.stringify(result, null, 2)}\n`);
  const { statusCode = 200 } = (result ?? {}) as { statusCode?: number };
  process.exit(statusCode < 400 ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Runs one function on an event from a file, in this process, against the system that is running. */
async function invoke(args: string[]): Promise<unknown> {
  const { name, file, state } = parse(args);
  const timeoutMs = FUNCTION_TIMEOUTS.get(name);
  if (timeoutMs === undefined) {
    const names = [...FUNCTION_TIMEOUTS.keys()].join(', ');
    throw new Error(`There is no function ${JSON.stringify(name)}. There are: ${names}.`);
  }
  const endpoints = await readEndpoints(state);
  const event = await readEvent(file, endpoints.adminApiKey);
  Object.assign(process.env, {
    [ENV.redisUrl]: endpoints.redisUrl,
    [ENV.ccxtServiceUrl]: endpoints.ccxtServiceUrl,
    [ENV.collectorUrl]: endpoints.collectorUrl,
    [ENV.recordsPath]: endpoints.recordsPath,
    [ENV.adminApiKey]: endpoints.adminApiKey,
    [ENV.serviceApiKey]: endpoints.serviceApiKey,
  });
  return readable(await invokeFunction(name, await loadFunction(name), event, timeoutMs));
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { state: { type: 'string', default: '.local' } },
      allowPositionals: true,
    });
    const [name, file, ...more] = positionals;
    if (name !== undefined && file !== undefined && more.length === 0) {
      return { name, file, state: resolve(values.state) };
    }
  } catch {
    // The usage says it all.
  }
  throw new Error(`Usage: ${USAGE}`);
}

/** The event with the running system's key in place of `{{ADMIN_API_KEY}}`. */
async function readEvent(file: string, adminApiKey: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`Cannot read the event ${file} (${error.code}): name a file of the folder events/.`);
  });
  try {
    return JSON.parse(text.replaceAll('{{ADMIN_API_KEY}}', adminApiKey));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** A response's body is JSON in a string, which may be compressed; shown as what it is. */
function readable(result: unknown): unknown {
  const response = v.safeParse(jsonResponse, result);
  if (!response.success) return result;
  const { body, isBase64Encoded, headers } = response.output;
  try {
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    const plain = headers['content-encoding'] === 'br' ? brotliDecompressSync(bytes) : bytes;
    return { ...response.output, isBase64Encoded: false, body: JSON.parse(plain.toString()) };
  } catch {
    return result;
  }
}

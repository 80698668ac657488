import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ENV } from '#lib/env.ts';
import { provideRedis } from '#local/redis.ts';
import { ROOT } from '../root.ts';

/** Which function warms each file of the layer: a cached read, and a read behind the key with the records' store. */
const RECORDED = { read: 'get-config', admin: 'get-audit' };

/**
 * Puts V8's code cache beside each file of the layer: what it holds is compiled after a real invocation, so that
 * what one needs, and no more, is in it. Good only for the architecture and the V8 of the Node that this runs on.
 */
export async function addCodeCache(dist: string, layerFolder: string, flags: string[]): Promise<string[]> {
  const environment = await openEnvironment();
  try {
    for (const [name, recorded] of Object.entries(RECORDED)) {
      const entry = `${layerFolder}/${name}.cjs`;
      const bundle = `${layerFolder}/${name}.bundle.cjs`;
      await rename(entry, bundle);
      const event = join(environment.folder, `${name}.json`);
      const sample = await readFile(`${ROOT}events/${recorded}.json`, 'utf8');
      await writeFile(event, sample.replaceAll('{{ADMIN_API_KEY}}', environment.key));
      const file = `${dist}/functions/${recorded}/index.cjs`;
      const output = `${layerFolder}/${name}.code-cache`;
      const args = [...flags, `${ROOT}build/code-cache/record.cjs`, bundle, entry, file, event, output];
      const env = { ...environment.variables, NODE_PATH: dirname(layerFolder) };
      await writeEntry(entry);
      await promisify(execFile)(process.execPath, args, { env });
    }
  } finally {
    await environment.close();
  }
  return Object.keys(RECORDED).map((name) => `${layerFolder}/${name}.code-cache`);
}

function writeEntry(outfile: string) {
  const entryPoints = [`${ROOT}build/code-cache/entry.cjs`];
  return build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node24', format: 'cjs' });
}

/** What the two functions need, for the moment: a Redis, an upstream, a file of records, keys. */
async function openEnvironment() {
  const folder = await mkdtemp(join(tmpdir(), 'ecp-build-'));
  const config = { config: { blacklistedExchanges: [] }, activeExchanges: [], availableExchanges: [] };
  const server = createServer((_request, response) => response.end(JSON.stringify(config)));
  const redis = await provideRedis({ url: undefined, port: await freePort(), folder });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = randomBytes(24).toString('base64url');
  return {
    folder,
    key,
    variables: {
      [ENV.redisUrl]: redis.url,
      [ENV.ccxtServiceUrl]: url,
      [ENV.collectorUrl]: url,
      [ENV.recordsPath]: join(folder, 'records.sqlite'),
      [ENV.adminApiKey]: key,
      [ENV.serviceApiKey]: key,
    },
    async close() {
      server.close();
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

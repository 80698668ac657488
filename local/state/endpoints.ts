import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writePrivateFile } from './private-file.ts';

const endpoints = v.object({
  gatewayUrl: v.string(),
  ccxtServiceUrl: v.string(),
  collectorUrl: v.string(),
  redisUrl: v.string(),
  /** `null` with real exchanges. */
  simulatorUrl: v.nullable(v.string()),
  /** The file of audit records and idempotency keys. */
  recordsPath: v.string(),
  adminApiKey: v.string(),
  serviceApiKey: v.string(),
  /** The supervisor's process. */
  pid: v.number(),
});
/** Where the parts of a running system are, and its keys. */
export type Endpoints = v.InferOutput<typeof endpoints>;

/** There while the system of this state folder is ready. */
export function endpointsPath(folder: string): string {
  return join(folder, 'endpoints.json');
}

export function writeEndpoints(folder: string, value: Endpoints): Promise<void> {
  return writePrivateFile(endpointsPath(folder), value);
}

export function removeEndpoints(folder: string): Promise<void> {
  return rm(endpointsPath(folder), { force: true });
}

/** @throws with a sentence when no system runs on this folder. */
export async function readEndpoints(folder: string): Promise<Endpoints> {
  const notRunning = new Error(
    `Nothing runs here (${endpointsPath(folder)}): start it with npm start, or name its folder with --state DIR.`,
  );
  const text = await readFile(endpointsPath(folder), 'utf8').catch(() => {
    throw notRunning;
  });
  const read = v.parse(endpoints, JSON.parse(text));
  if (!isAlive(read.pid)) throw notRunning;
  return read;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../harness/lab.ts';

/** What a time of load came to. */
export interface Driven {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Connections that failed, and requests that were not answered within 10 s. */
  errors: number;
  /** How many answers of each status. */
  statuses: Record<string, number>;
}

const ACCEPT = { 'accept-encoding': 'br' };
/** Both cached reads, in turns. */
const READS = ['/api/v1/exchanges/config', '/api/v1/exchanges/supported'].map((path) => ({
  method: 'GET',
  path,
  headers: ACCEPT,
}));

/** Reads as fast as they are answered, from a process of its own. */
export async function driveReads(url: string, connections: number, seconds: number): Promise<Driven> {
  const options = JSON.stringify({ url, connections, duration: seconds, requests: READS });
  const { stdout } = await promisify(execFile)(process.execPath, [`${ROOT}bench/peers/drive.mjs`, options]);
  return JSON.parse(stdout);
}

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { obtainRedisServer } from './redis-download.ts';

const run = promisify(execFile);

/** Valkey is the same server under another name, by the same options. */
const NAMES = ['redis-server', 'valkey-server'];

/** Scripts that declare flags (`#!lua flags=…`) came with Redis 7.0; Valkey began later than that. */
const OLDEST_MAJOR = 7;

/**
 * Where a redis-server of version 7 or later is: one on PATH; else one that was, or now is, obtained into a cache
 * folder of the user's, without root and without touching the system (Debian and Ubuntu).
 *
 * @throws with a sentence that says how to get one.
 */
export async function redisServerPath(
  options: { path?: string; cacheFolder?: string; say?: (line: string) => void } = {},
): Promise<string> {
  for (const folder of (options.path ?? process.env.PATH ?? '').split(delimiter)) {
    // An empty entry means the working directory: nothing is run from there by accident.
    if (folder === '') continue;
    for (const name of NAMES) {
      const file = join(folder, name);
      if (await usable(file)) return file;
    }
  }
  const folder = options.cacheFolder ?? (await userCacheFolder());
  return obtainRedisServer({ folder, usable, say: options.say ?? (() => {}) });
}

/** Whether `file` runs here and is new enough. */
async function usable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    const { stdout } = await run(file, ['--version'], { timeout: 10_000 });
    return Number(/\bv=(\d+)/.exec(stdout)?.[1]) >= OLDEST_MAJOR;
  } catch {
    return false;
  }
}

async function userCacheFolder(): Promise<string> {
  const base = process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir(), '.cache');
  const folder = join(base, 'exchange-control-plane');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    return folder;
  } catch {
    return ownTemporaryFolder();
  }
}

/** For users without a home. Others can write to /tmp too, so a folder there must be proved to be ours. */
async function ownTemporaryFolder(): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `exchange-control-plane-${uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0) {
    throw new Error(
      `${folder} is not this user's own: remove it, or set XDG_CACHE_HOME to a folder of yours.`,
    );
  }
  return folder;
}

import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { downloadArchives, unpackArchives } from './redis-packages.ts';

const HOW = `Install Redis 7 or later (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis), \
or set REDIS_URL to one that runs.`;

/**
 * A redis-server unpacked under `folder` from the system's own package sources: apt works on private lists and
 * archives, dpkg only unpacks. Two processes may do it at once: each builds its own folder, the first rename wins.
 */
export async function obtainRedisServer(options: {
  folder: string;
  usable: (file: string) => Promise<boolean>;
  say: (line: string) => void;
}): Promise<string> {
  const home = join(options.folder, `redis-${await systemName()}-${arch()}`);
  const binary = join(home, 'redis-server');
  if (await options.usable(binary)) return binary;

  options.say('no redis-server on PATH: getting one from the system’s package sources, for this user only');
  const work = await mkdtemp(join(options.folder, 'getting-'));
  try {
    const built = join(work, 'built');
    await unpackArchives(await downloadArchives(work), built);
    const program = await findProgram(built);
    await writeFile(join(built, 'redis-server'), await wrapper(built, home, program));
    await chmod(join(built, 'redis-server'), 0o755);
    await moveInto(built, home, work, () => options.usable(binary));
  } catch (error) {
    throw new Error(`No Redis here, and none could be obtained (${reasonOf(error)}). ${HOW}`, {
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if (await options.usable(binary)) return binary;
  throw new Error(`The Redis of this system's packages does not run here, or is older than 7. ${HOW}`);
}

async function findProgram(built: string): Promise<string> {
  for (const name of ['usr/bin/redis-server', 'usr/bin/valkey-server']) {
    if (await stat(join(built, name)).catch(() => undefined)) return name;
  }
  throw new Error('the packages hold no server');
}

/** Finds the libraries that came along; `exec` keeps the process id that the starter sees. */
async function wrapper(built: string, home: string, program: string): Promise<string> {
  const folders: string[] = [];
  for (const base of ['usr/lib', 'lib']) {
    const names = await readdir(join(built, base)).catch(() => []);
    folders.push(
      join(home, base),
      ...names.filter((n) => n.includes('-linux-')).map((n) => join(home, base, n)),
    );
  }
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh
LD_LIBRARY_PATH=${quote(folders.join(':'))}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec ${quote(join(home, program))} "$@"
`;
}

/** Puts `built` at `home` in one step; a `home` that others just made stays, one that does not run is replaced. */
async function moveInto(built: string, home: string, work: string, works: () => Promise<boolean>) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await rename(built, home);
    } catch (error) {
      if (!/ENOTEMPTY|EEXIST/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (await works()) return;
      await rename(home, join(work, `old-${attempt}`)).catch(() => {});
    }
  }
}

/** Libraries of one release do not fit another, so the release is part of the folder's name. */
async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(text)?.[1] ?? 'unknown';
  return `${field('ID')}-${field('VERSION_ID')}`;
}

function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: string; stderr?: string; message?: string };
  if (code === 'ENOENT') return 'there is no apt here';
  const lines = (stderr ?? '').split('\n').filter((line) => line.startsWith('E: '));
  return (lines[0] ?? message ?? String(error)).slice(0, 300);
}

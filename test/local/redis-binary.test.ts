import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { redisServerPath } from '#local/redis-binary.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A folder with a program that prints this as its version. */
function programThatSays(version: string, name = 'redis-server'): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\necho '${version}'\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

const versionOf = (path: string) => execFileSync(path, ['--version'], { encoding: 'utf8' });

describe('the redis-server that is used', () => {
  it('is the first on PATH that is 7 or later, Redis or Valkey', async () => {
    const old = programThatSays('Redis server v=6.0.16 sha=0:0');
    const valkey = programThatSays('Valkey server v=8.1.1 sha=0:0', 'valkey-server');
    const newer = programThatSays('Redis server v=7.0.15 sha=0:0');
    expect(await redisServerPath({ path: [old, '/nonexistent', valkey, newer].join(':') })).toBe(
      join(valkey, 'valkey-server'),
    );
  });

  it('is not one that cannot be run', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'redis-server'));
    const newer = programThatSays('Redis server v=7.0.15 sha=0:0');
    expect(await redisServerPath({ path: `${folder}:${newer}` })).toBe(join(newer, 'redis-server'));
  });
});

/** An apt whose only package is a server that prints its version, and a dpkg that unpacks it. */
function fakeTools(): string {
  const folder = temporaryFolder();
  const tool = (name: string, script: string) => writeFileSync(join(folder, name), script, { mode: 0o755 });
  tool(
    'apt-get',
    `#!/bin/sh
case "$*" in *install*)
  archives=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$2")/archives
  touch "$archives/redis-server_7_all.deb" "$archives/redis-tools_7_amd64.deb" "$archives/libc6_9_amd64.deb"
esac
`,
  );
  tool(
    'dpkg',
    `#!/bin/sh
case "$2" in *libc6*) exit 1;; *server*) exit 0;; esac
mkdir -p "$3/usr/bin"
printf '#!/bin/sh\necho "Redis server v=7.9.9"\n' > "$3/usr/bin/redis-server"
chmod +x "$3/usr/bin/redis-server"
`,
  );
  return folder;
}

/** Runs with these tools in front of the system's. */
async function withTools<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const before = process.env.PATH;
  process.env.PATH = `${folder}:${before}`;
  try {
    return await run();
  } finally {
    process.env.PATH = before;
  }
}

describe('without one on PATH', () => {
  it('one that no longer runs is replaced', async () => {
    const cacheFolder = temporaryFolder();
    await withTools(fakeTools(), async () => {
      const path = await redisServerPath({ path: '', cacheFolder });
      expect(versionOf(path)).toBe('Redis server v=7.9.9\n');
      writeFileSync(path, '#!/bin/sh\nexit 127\n');
      expect(await redisServerPath({ path: '', cacheFolder })).toBe(path);
      expect(versionOf(path)).toBe('Redis server v=7.9.9\n');
      expect(readdirSync(cacheFolder)).toHaveLength(1);
    });
  });

  it('and without packages to be had, the way out is told, and nothing is left', async () => {
    const tools = temporaryFolder();
    const cacheFolder = temporaryFolder();
    const refusal = '#!/bin/sh\necho "E: Unable to locate package redis-server" >&2\nexit 100\n';
    writeFileSync(join(tools, 'apt-get'), refusal, { mode: 0o755 });
    await withTools(tools, () =>
      expect(redisServerPath({ path: '', cacheFolder })).rejects.toThrow(
        /none could be obtained \(E: Unable to locate package redis-server\).*Install Redis 7.*REDIS_URL/,
      ),
    );
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  const onDebian = existsSync('/usr/bin/apt-get') ? it : it.skip;
  onDebian(
    'the real one is obtained for this user, by two at once, and found again',
    async () => {
      const cacheFolder = temporaryFolder();
      const said: string[] = [];
      const options = { path: '', cacheFolder, say: (line: string) => said.push(line) };
      const [first, second] = await Promise.all([redisServerPath(options), redisServerPath(options)]);
      expect(first).toBe(second);
      expect(first.startsWith(cacheFolder)).toBe(true);
      expect(versionOf(first)).toMatch(/v=\d/);
      expect(readdirSync(cacheFolder)).toHaveLength(1);
      expect(said).toHaveLength(2);
      expect(await redisServerPath(options)).toBe(first);
      expect(said).toHaveLength(2);
    },
    120_000,
  );
});

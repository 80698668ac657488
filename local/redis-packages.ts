import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Server and the tools package that holds its binary on Debian; the first pair that apt knows is taken. */
const PACKAGES = [
  ['redis-server', 'redis-tools'],
  ['valkey-server', 'valkey-tools'],
];

/** Has apt put the archives that it resolves, on top of what is installed, into the folder `work`. */
export async function downloadArchives(work: string): Promise<string[]> {
  for (const folder of ['lists', 'cache/archives', 'state', 'log']) {
    await mkdir(join(work, folder, 'partial'), { recursive: true });
  }
  const config = join(work, 'apt.conf');
  // The system's own lists save the download of new ones, if they are there and not too old.
  await writeFile(config, aptConfig(work, '/var/lib/apt/lists'));
  try {
    return await fetchPackages(work, config);
  } catch {
    await writeFile(config, aptConfig(work, join(work, 'lists')));
    // Sources of third parties may be out of reach; whether the packages are found is what counts.
    await apt(config, 'update').catch(() => {});
    return await fetchPackages(work, config);
  }
}

async function fetchPackages(work: string, config: string): Promise<string[]> {
  const archives = join(work, 'cache', 'archives');
  let failure: unknown;
  for (const packages of PACKAGES) {
    try {
      // Reinstall: the packages may be there and merely not on PATH.
      await apt(config, 'install', '--download-only', '--reinstall', '--no-install-recommends', ...packages);
      const names = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
      const missing = packages.find((name) => !names.some((archive) => archive.startsWith(`${name}_`)));
      if (missing) throw new Error(`apt cannot download ${missing}`);
      return names.map((name) => join(archives, name));
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** Private folders for all that apt writes, no hooks of the system's, and no locks of the system's. */
function aptConfig(work: string, lists: string): string {
  return `Dir::State "${work}/state";
Dir::State::lists "${lists}";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "${work}/cache";
Dir::Cache::archives "archives";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Dir::Log "${work}/log";
APT::Sandbox::User "";
Debug::NoLocking "true";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
}

function apt(config: string, command: string, ...args: string[]) {
  return run('apt-get', ['-c', config, '-q', '-y', command, ...args], { env: toolsEnv(), timeout: 180_000 });
}

/** The system's own libc must go with the system's loader, so a newer one is left out. */
export async function unpackArchives(archives: string[], into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const archive of archives) {
    if (/\/(libc6|libc-bin)_[^/]*$/.test(archive)) continue;
    await run('dpkg', ['-x', archive, into], { env: toolsEnv() });
  }
}

/** apt and dpkg live in the system's folders, whatever PATH says. */
function toolsEnv(): NodeJS.ProcessEnv {
  const path = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  return { ...process.env, PATH: path, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}

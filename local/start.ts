import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { startConfig } from './config.ts';
import { requireRedis } from './redis.ts';
import { redisServerPath } from './redis-binary.ts';
import { forgetCaches } from './state/caches.ts';
import { removeEndpoints, writeEndpoints } from './state/endpoints.ts';
import { keysOf } from './state/keys.ts';
import { lockState } from './state/lock.ts';
import { leaveMarker, removeMarker } from './state/marker.ts';
import { banner } from './supervisor/banner.ts';
import { buildConsole } from './supervisor/build-console.ts';
import { systemClock } from './supervisor/clock.ts';
import { readableLine } from './supervisor/log-lines.ts';
import { type Options, parseOptions, USAGE } from './supervisor/options.ts';
import type { PartSpec } from './supervisor/part.ts';
import { type Plan, partsOf, portsOf, recordsPathOf, urlsOf, withoutOurs } from './supervisor/parts.ts';
import { requireFreePorts } from './supervisor/ports.ts';
import { spawnPart } from './supervisor/spawn-part.ts';
import { startSystem } from './supervisor/system.ts';

const DEFAULT_PORT = 3000;
const READY_TIMEOUT_MS = 60_000;
/** For how long the parts of a killed supervisor may take to notice. */
const LEFTOVER_MS = 8_000;

let colour = false;
// Whoever read our output may be gone; that must not keep us from ending the parts.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const stop = Promise.withResolvers<void>();
// They come more than once: from the terminal to the whole group, and again from npm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.resolve());

try {
  const options = parseOptions(process.argv.slice(2), process.cwd());
  if (options.help) console.log(USAGE);
  else await run(options);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function run(options: Options): Promise<void> {
  const config = startConfig(process.env);
  colour = process.stdout.isTTY === true && !config.NO_COLOR;
  if (config.npm_lifecycle_event) stopWithParent();
  await mkdir(options.state, { recursive: true, mode: 0o700 });
  const lock = lockState(options.state);
  try {
    const { wasKilled } = await leaveMarker(options.state);
    const place = {
      live: options.live,
      basePort: config[ENV.port] ?? DEFAULT_PORT,
      redisUrl: config[ENV.redisUrl],
    };
    await requireFreePorts(portsOf(place), wasKilled ? LEFTOVER_MS : 0, systemClock);
    if (place.redisUrl) {
      await requireRedis(place.redisUrl);
      await forgetCaches(place.redisUrl);
    } else await redisServerPath({ say: (line) => say('info', line) });
    if (options.reset) {
      // Brings BullMQ along, which no other start needs.
      const { resetState } = await import('./state/reset.ts');
      await resetState(options.state, place.redisUrl);
    }
    const plan: Plan = {
      ...place,
      folder: join(options.state, options.live ? 'live' : 'simulated'),
      keys: await keysOf(options.state, config[ENV.adminApiKey]),
      logLevel: config[ENV.logLevel] ?? 'info',
    };
    await mkdir(plan.folder, { recursive: true, mode: 0o700 });
    await supervise(plan, options.state);
  } finally {
    await removeMarker(options.state);
    lock.release();
  }
}

/** Runs the parts until we are told to stop; throws when they do not come up. */
async function supervise(plan: Plan, state: string): Promise<void> {
  const spawn = (spec: Pick<PartSpec, 'name' | 'module' | 'args' | 'env'>) =>
    spawnPart(spec, (line, stderr) => print(spec.name, line, stderr));
  const page = buildConsole({ spawn, say, env: withoutOurs(process.env) });
  const system = startSystem(partsOf(plan, process.env), {
    spawn,
    clock: systemClock,
    say,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  try {
    const told = stop.promise.then(() => 'told to stop' as const);
    const ready = Promise.all([system.ready, page.ended]);
    if ((await Promise.race([ready, told, system.failed])) === 'told to stop') return;
    const urls = urlsOf(plan);
    await writeEndpoints(state, {
      gatewayUrl: urls.gateway,
      ccxtServiceUrl: urls.ccxt,
      collectorUrl: urls.collector,
      redisUrl: urls.redis,
      simulatorUrl: urls.simulator ?? null,
      recordsPath: recordsPathOf(plan),
      ...plan.keys,
      pid: process.pid,
    });
    console.log(banner({ urls, adminApiKey: plan.keys.adminApiKey, state }));
    await Promise.race([told, system.failed]);
  } finally {
    await removeEndpoints(state);
    say('info', 'stopping');
    page.stop();
    await system.stop();
  }
}

function say(level: 'info' | 'error', message: string): void {
  print('start', JSON.stringify({ level, message }));
}

function print(part: string, line: string, stderr = false): void {
  const readable = readableLine(line, { part, stderr, now: new Date(), colour });
  if (readable !== undefined) console.log(readable);
}

/** Nothing tells a process that its parent was killed, but it gets another one then. */
function stopWithParent(): void {
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    stop.resolve();
  }, 250);
}

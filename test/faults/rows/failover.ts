import { cacheKeys } from '#lib/redis-keys.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import type { Cache } from '../cache.ts';
import { must, until } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { UNCONFIRMED } from '../subject.ts';

const { value } = cacheKeys('exchange:config');

/** Else a replication begins 5 s late, for other replicas might come. */
const AT_ONCE = ['--repl-diskless-sync-delay', '0'];

/** A primary and a replica of it, whose replication goes through a proxy. */
async function pair(scene: Scene): Promise<{ primary: Cache; replica: Cache; replication: FaultProxy }> {
  const [primary, replica] = await Promise.all([
    scene.cache({ args: AT_ONCE }),
    scene.cache({ args: AT_ONCE }),
  ]);
  const replication = await FaultProxy.start(primary.url);
  scene.onEnd(() => replication.close());
  await replica.admin.replicaof('127.0.0.1', replication.port);
  return { primary, replica, replication };
}

const replicated = (replica: Cache) =>
  until('the replica has the value', 5_000, async () => (await replica.admin.exists(value)) === 1);

async function readonly(scene: Scene): Promise<Facts> {
  const { primary, replica } = await pair(scene);
  const subject = await scene.functions(primary);
  await subject.read();
  await replicated(replica);

  await replica.admin.replicaof('NO', 'ONE');
  await primary.admin.replicaof('127.0.0.1', replica.server.port);
  await scene.lab.registry.change(scene.lab.nextExchange());
  const { version } = await scene.lab.registry.config();
  const bypass = await subject.read();
  must(
    bypass.outcome === 'BYPASS' && bypass.version === version,
    `on the demoted primary a read was ${bypass.outcome} of version ${bypass.version}, not a bypass of ${version}`,
  );
  const warned = await subject.change();
  must(
    warned.status === 200 && warned.warnings.includes(UNCONFIRMED),
    `the change: ${warned.status} ${warned.warnings}`,
  );
  const injected = subject.logged('READONLY');

  subject.redis.target = replica.server.port;
  const { value: change, ms } = await until('a change reaches the new primary', 5_000, async () => {
    const answer = await subject.change();
    return answer.status === 200 && answer.warnings.length === 0 && answer;
  });
  const other = await scene.shipped(replica);
  must((await other.read()).version >= change.version, 'on the new primary a read was old');
  return {
    reads: '200 BYPASS, nothing of the replica',
    mutations: `200 + warning; ${Math.round(ms)} ms after the endpoint moved 200, healed`,
    injected,
  };
}

async function deletionsLost(scene: Scene): Promise<Facts> {
  const { primary, replica, replication } = await pair(scene);
  const [subject, other] = await Promise.all([scene.functions(primary), scene.shipped(primary)]);
  const before = await subject.read();
  await replicated(replica);
  replication.refuse();

  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  const input = { version: change.version };
  await other.host.send('invalidate-cache', { source: 'exchange.job', action: 'invalidate-cache', input });
  must((await primary.admin.exists(value)) === 0, 'nothing was deleted on the primary');
  primary.server.kill();
  await replica.admin.replicaof('NO', 'ONE');
  for (const { redis } of [subject, other]) redis.target = replica.server.port;

  const lost = await replica.admin.exists(...Object.values(cacheKeys('exchange:config')));
  await until('the old value is back', 5_000, async () => {
    const answer = await other.read({ mayBeOld: true });
    return answer.outcome === 'HIT' && answer.version === before.version;
  });
  if (scene.without !== 'the schedule') {
    await other.host.send('invalidate-cache', { source: 'exchange.schedule', action: 'invalidate-cache' });
  }
  const after = await other.read({ mayBeOld: scene.without !== undefined });
  must(after.version === change.version, `after the schedule's run a read was of version ${after.version}`);
  return {
    reads: 'old until the schedule ran, as documented; then fresh',
    mutations: '200',
    jobs: 'invalidate-cache healed it',
    injected: lost,
  };
}

export const failoverRows: Row[] = [
  { number: 9, fault: 'READONLY', scenario: readonly, controls: ['the shebang of the scripts'] },
  {
    number: 10,
    fault: 'failover loses both DELs',
    scenario: deletionsLost,
    controls: ['the schedule'],
  },
];

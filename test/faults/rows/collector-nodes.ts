import { Redis } from 'ioredis';
import type { WorkerReport } from '#lib/domain/worker.ts';
import { marketKeys } from '#lib/redis-keys.ts';
import { streamOf } from '../../support/collector/market.ts';
import { isFrozen, isRunning } from '../../support/processes.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { simulatorClient } from '../../support/simulator-client.ts';
import { must, until } from '../expectations.ts';
import { COLLECTED, type CollectorNode, type Lab } from '../lab.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { allRun, inWords, workersOf } from './exchanges.ts';

const STALE_AFTER_MS = 3_000;
/** Kraken's rate limit allows a poll in 5 s, and a new node loads its markets first. */
const TAKEOVER_MS = 30_000;
const portOf = ({ url }: { url: string }) => Number(new URL(url).port);

/** Ends those that are not, or are no more, the lab's. */
const others = (lab: Lab, nodes: CollectorNode[]) =>
  Promise.all(nodes.filter((node) => node !== lab.collector).map((node) => node.end('SIGKILL')));

async function killed(scene: Scene): Promise<Facts> {
  const { lab } = scene;
  await scene.collectors();
  const subject = await scene.functions(await scene.cache());
  const second = await scene.anotherCollector();
  const first = lab.collector;
  scene.onEnd(() => others(lab, [first, second]));
  subject.collector.target = portOf(second);
  await allRun(subject, COLLECTED.length, 30_000);
  first.signal('SIGKILL');
  await until('the first is gone', 5_000, () => !isRunning(first.pid));
  lab.collector = second;
  const killedAt = Date.now();
  let workers: WorkerReport[] = [];
  const takenOver = async () => {
    workers = [...(await workersOf(subject)).values()];
    const late = Date.now() - killedAt > STALE_AFTER_MS + 1_000;
    const wrong = workers.filter(
      ({ state, dataAgeMs, staleAfterMs }) => state === 'running' && (dataAgeMs ?? 0) > staleAfterMs,
    );
    must(!late || wrong.length === 0, `${wrong.length} workers without fresh data are called running`);
    return (
      workers.length > 0 &&
      workers.every(
        ({ state, instanceId, lastSuccessAt }) =>
          state === 'running' &&
          instanceId === second.instanceId &&
          Date.parse(lastSuccessAt ?? '') > killedAt,
      )
    );
  };
  const taken = await until('all are taken over', TAKEOVER_MS, takenOver, () => inWords(workers));

  const { port, pid: redisPid } = lab.collectorRedis;
  await lab.collectorRedis.stop();
  const told = await until('the status tells that Redis is away', STALE_AFTER_MS + 1_000, async () => {
    const { status } = await subject.call('get-worker-status');
    return status === 503;
  });
  lab.collectorRedis = {
    ...(await startRedisServer({ args: ['--port', String(port)] })),
    port,
    url: `redis://127.0.0.1:${port}`,
  };
  const back = await allRun(subject, COLLECTED.length, 30_000);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  return {
    reads: `status never wrong past staleAfter + 1 s; 503 ${seconds(told.ms)} s after Redis`,
    jobs: `taken over in ${seconds(taken.ms)} s; all collected ${seconds(back.ms)} s after Redis came back empty`,
    injected: [!isRunning(first.pid), !isRunning(redisPid)].filter(Boolean).length,
  };
}

async function frozen(scene: Scene): Promise<Facts> {
  const { lab } = scene;
  await scene.collectors();
  const subject = await scene.functions(await scene.cache());
  const simulator = simulatorClient(lab.simulatorUrl);
  const redis = new Redis(lab.collectorRedis.url);
  scene.onEnd(async () => redis.disconnect());
  scene.onEnd(() => simulator.heal('okx'));
  const pair = [lab.collector, await scene.anotherCollector()];
  const nodes = Object.fromEntries(pair.map((node) => [node.instanceId, node]));
  scene.onEnd(() => others(lab, pair));
  await simulator.fail('okx', { kind: 'latency', ms: 150 }); // so that an attempt is under way for long
  const { value: holder } = await until('both nodes are there and okx is being polled', 20_000, async () => {
    const alive = await redis.hlen('{collector}:nodes');
    const [holder, turn] = await redis.hmget(marketKeys('okx').fence, 'holder', 'turn');
    if (alive < 2 || !holder || turn === '' || !(holder in nodes)) return false;
    nodes[holder]?.signal('SIGSTOP');
    const [, still] = await redis.hmget(marketKeys('okx').fence, 'holder', 'turn');
    if (still === turn) return holder;
    nodes[holder]?.signal('SIGCONT'); // it had just ended its turn
    return false;
  });
  const thawing = pair.find(({ instanceId }) => instanceId === holder);
  const taking = pair.find(({ instanceId }) => instanceId !== holder);
  if (!thawing || !taking) throw new Error(`no node ${holder}`);
  const other = taking.instanceId;
  const late = () => thawing.output().split(/late write refused|attempt ended early/).length - 1;
  const before = late();
  subject.collector.target = portOf(taking);
  const frozenAt = Date.now();
  const taken = await until('the other node has taken over', 15_000, async () => {
    const worker = (await workersOf(subject)).get('okx');
    return worker?.instanceId === other && Date.parse(worker.lastSuccessAt ?? '') > frozenAt;
  });
  const injected = isFrozen(thawing.pid) ? 1 : 0;
  thawing.signal('SIGCONT');
  await until("the thawed node's attempt is refused", 15_000, () => late() > before);
  await simulator.heal('okx');
  await until(
    'okx is collected',
    15_000,
    async () => (await workersOf(subject)).get('okx')?.state === 'running',
  );
  const tokens = (await streamOf(redis, 'okx')).map(({ token }) => token);
  must(
    tokens.every((token, n) => n === 0 || token > (tokens[n - 1] ?? 0)),
    'an older attempt wrote after a newer one',
  );
  lab.collector = taking;
  await thawing.end();
  return {
    reads: 'status names the node that took over',
    jobs: `taken over in ${(taken.ms / 1_000).toFixed(1)} s; ${late() - before} late attempts refused, ${tokens.length} writes in order`,
    injected,
  };
}

export const collectorNodeRows: Row[] = [
  {
    number: 31,
    fault: 'collector node killed with -9; its Redis restarted empty',
    codes: ['COLLECTOR_UNAVAILABLE'],
    scenario: killed,
    controls: ['the reconciliation of what runs'],
  },
  {
    number: 34,
    fault: 'collector node frozen, another takes over, the first thaws',
    scenario: frozen,
    controls: ['the lapse of a turn'],
  },
];

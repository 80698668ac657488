import type { Redis } from 'ioredis';
import * as v from 'valibot';
import type { AdminConfig } from '../config.ts';
import type { CcxtService } from '../ports.ts';
import { describeReplicationGroup, isUsable } from '../redis/replication-group.ts';
import { type HttpClient, httpClient } from '../upstream/http-client.ts';
import { type HealthDeps, PartProblem, type Probe } from '../usecases/get-health.ts';

const ccxtHealth = v.looseObject({ status: v.literal('healthy'), version: v.string() });

/** What the deep form of get-health asks, and how. The AWS SDK is loaded by its own part, when that is asked. */
export function probesOf(
  config: AdminConfig,
  { redis, ccxt }: { redis: Redis; ccxt: CcxtService },
): HealthDeps['probes'] {
  const group = config.REDIS_IAM_REPLICATION_GROUP;
  return {
    redis: async () => {
      // once more, for loading the SDK beside it can hold the process up for longer than a command may take
      await redis.ping().catch(() => redis.ping());
      return {};
    },
    ...(group === undefined ? {} : { elastiCache: elastiCache(group) }),
    ccxtService: ccxtService(httpClient(config.CCXT_SERVICE_URL)),
    collector: collector(httpClient(config.COLLECTOR_URL)),
    registry: registry(ccxt),
  };
}

function elastiCache(group: string): Probe {
  const describe = describeReplicationGroup(group);
  return async (signal) => {
    const found = await describe(signal);
    if (!isUsable(found)) {
      throw new PartProblem('down', 'NOT_AVAILABLE', `The replication group is ${found.status}.`);
    }
    return { state: found.status };
  };
}

function ccxtService(http: HttpClient): Probe {
  return async (signal) => {
    const { status, json } = await http({ method: 'GET', path: '/health', signal });
    const health = v.safeParse(ccxtHealth, json);
    if (status !== 200 || !health.success) {
      throw new PartProblem(
        'down',
        'UNHEALTHY',
        `The CCXT service calls itself unhealthy (status ${status}).`,
      );
    }
    return { version: health.output.version };
  };
}

function collector(http: HttpClient): Probe {
  return async (signal) => {
    const { status } = await http({ method: 'GET', path: '/ready', signal });
    if (status === 200) return {};
    throw new PartProblem('down', 'NOT_READY', `The collector calls itself not ready (status ${status}).`);
  };
}

/** Asked with the service key, as the functions ask it: a key that was refused shows here. */
function registry(ccxt: CcxtService): Probe {
  return async (signal) => {
    const { version } = await ccxt.config({ signal });
    if (version !== undefined) return { version };
    throw new PartProblem('skipped', 'UNSUPPORTED', 'This CCXT service has no versions.');
  };
}

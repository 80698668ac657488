import type { StageConfig } from './config.ts';
import { SCHEDULES } from './schedules.ts';

const HOURS = 730;
const MILLION = 1_000_000;

/** List prices of eu-central-1 in USD, without free tiers, noted in November 2026; compare them before relying on them. */
const PRICE = {
  natHour: 0.052,
  natGb: 0.052,
  addressHour: 0.005,
  endpointHour: 0.012,
  loadBalancerHour: 0.027,
  loadBalancerUnitHour: 0.008,
  vcpuHour: 0.03725,
  taskGbHour: 0.00409,
  cacheNodeHour: { 'cache.t4g.small': 0.0296, 'cache.m7g.large': 0.1456 } as Readonly<Record<string, number>>,
  apiMillion: 1.2,
  functionGbSecond: 0.0000133334,
  functionMillion: 0.2,
  schedulerMillion: 1.2,
  tableWriteMillion: 0.7625,
  tableReadMillion: 0.1525,
  logGb: 0.63,
  secret: 0.4,
  key: 1,
  alarm: 0.1,
  dashboard: 3,
  customMetric: 0.3,
} as const;

/** What a month looks like. */
export interface Usage {
  readonly requests: number;
  /** Milliseconds of a request at 1 GB, most of them hits. */
  readonly requestMs: number;
  /** Milliseconds of a scheduled run. */
  readonly jobMs: number;
  /** Through NAT: order books and tickers of 20 exchanges at 5 s. */
  readonly exchangeGb: number;
  readonly logGb: number;
}

export const USAGE: Readonly<Record<StageConfig['stage'], Usage>> = {
  dev: { requests: 0.1 * MILLION, requestMs: 15, jobMs: 60, exchangeGb: 50, logGb: 2 },
  staging: { requests: MILLION, requestMs: 15, jobMs: 60, exchangeGb: 250, logGb: 5 },
  prod: { requests: 10 * MILLION, requestMs: 15, jobMs: 60, exchangeGb: 250, logGb: 20 },
};

export interface CostLine {
  readonly item: string;
  readonly usd: number;
}

/** What one stage costs in a month, in USD, by part. */
export function monthlyCost(config: StageConfig, usage: Usage): CostLine[] {
  const { services, natGateways } = config;
  const nodeHour = PRICE.cacheNodeHour[config.cache.nodeType];
  if (nodeHour === undefined) throw new Error(`Add the price of ${config.cache.nodeType} to infra/cost.ts.`);
  const runs = SCHEDULES.reduce((sum, { expression }) => sum + runsPerMonth(expression), 0);
  const own = services.kind === 'own';
  const vcpu = own
    ? (services.ccxt.cpu * services.ccxt.count + services.collector.cpu * services.collector.min) / 1024
    : 0;
  const gb = own
    ? (services.ccxt.memory * services.ccxt.count + services.collector.memory * services.collector.min) / 1024
    : 0;

  return [
    { item: 'Cache: two nodes', usd: 2 * nodeHour * HOURS },
    { item: 'Containers on Fargate', usd: (vcpu * PRICE.vcpuHour + gb * PRICE.taskGbHour) * HOURS },
    {
      item: 'NAT and its addresses',
      usd: own ? natGateways * (PRICE.natHour + PRICE.addressHour) * HOURS : 0,
    },
    { item: 'NAT, data from exchanges', usd: own ? usage.exchangeGb * PRICE.natGb : 0 },
    {
      item: 'Internal load balancer',
      usd: own ? (PRICE.loadBalancerHour + PRICE.loadBalancerUnitHour) * HOURS : 0,
    },
    { item: 'Interface endpoints: two, in two zones', usd: 4 * PRICE.endpointHour * HOURS },
    { item: 'HTTP API', usd: (usage.requests / MILLION) * PRICE.apiMillion },
    { item: 'Functions, for requests', usd: invocations(usage.requests, usage.requestMs) },
    {
      item: 'Functions, for schedules',
      usd: invocations(runs, usage.jobMs) + (runs / MILLION) * PRICE.schedulerMillion,
    },
    // the collector asks for the configuration every 2 s, each a consistent read of a document of 4 KB and more
    {
      item: 'Tables',
      usd: ((HOURS * 3600) / 2 / MILLION) * 2 * PRICE.tableReadMillion + 0.01 * PRICE.tableWriteMillion,
    },
    { item: 'Secrets and key', usd: (own ? 4 : 2) * PRICE.secret + PRICE.key },
    {
      item: 'Logs, alarms, dashboard',
      usd: usage.logGb * PRICE.logGb + 22 * PRICE.alarm + PRICE.dashboard + 10 * PRICE.customMetric,
    },
  ];
}

function invocations(count: number, ms: number): number {
  return (count / MILLION) * PRICE.functionMillion + count * (ms / 1000) * PRICE.functionGbSecond;
}

function runsPerMonth(expression: string): number {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(expression)?.[1];
  return minutes ? (HOURS * 60) / Number(minutes) : HOURS / 24;
}

/** What a million more requests cost: gateway, function, access log line of 400 bytes. */
export function costOfMillionRequests({ requestMs }: Usage): number {
  return PRICE.apiMillion + invocations(MILLION, requestMs) + 0.4 * PRICE.logGb;
}

import { type ServicesConfig, servicesFrom } from './config-services.ts';
import { dynamoDbPrefixList } from './dynamodb-prefix-lists.ts';
import { type Overrides, readOverrides } from './overrides.ts';

export type Stage = 'dev' | 'staging' | 'prod';

/** Requests a second, and how many may come at once, per route. */
export interface Throttle {
  rate: number;
  burst: number;
}

/** All that differs between two deployments. Everything else is the same everywhere. */
export interface StageConfig {
  readonly stage: Stage;
  /** Undefined: the account of whoever deploys. */
  readonly account: string | undefined;
  readonly region: string;
  /** Undefined: the first two that the account has in the region. */
  readonly availabilityZones: readonly [string, string] | undefined;
  /** Which addresses are DynamoDB's: the functions may go there and nowhere else outside. */
  readonly dynamoDbPrefixList: string;
  /** One saves 35 USD a month and loses the way out to the exchanges with its zone. */
  readonly natGateways: 1 | 2;
  readonly cache: { readonly nodeType: string; readonly snapshotDays: number };
  readonly throttle: { readonly read: Throttle; readonly admin: Throttle };
  /** Undefined: none, so that a fresh account's limit of ten concurrent executions suffices. */
  readonly reservedConcurrency: { readonly admin: number; readonly invalidateCache: number } | undefined;
  readonly services: ServicesConfig;
  /** Origins of browser applications; none: no CORS at all. */
  readonly corsOrigins: readonly string[];
  /** Undefined: no console is deployed. */
  readonly console: ConsoleConfig | undefined;
  readonly logDays: 7 | 30 | 90;
  /** Whether tables, keys and stacks outlive a careless `cdk destroy`. */
  readonly keepData: boolean;
  readonly alarmEmail: string | undefined;
  /** Where docs/runbook.md can be read; alarms link to its sections. */
  readonly runbookUrl: string;
}

/** The operators' console on CloudFront. */
export interface ConsoleConfig {
  /** Undefined: that which CloudFront gives. */
  readonly domain: { readonly name: string; readonly certificateArn: string } | undefined;
}

type Defaults = Pick<
  StageConfig,
  'natGateways' | 'cache' | 'throttle' | 'reservedConcurrency' | 'logDays' | 'keepData'
>;

const DEFAULTS: Record<Stage, Defaults> = {
  dev: {
    natGateways: 1,
    cache: { nodeType: 'cache.t4g.small', snapshotDays: 0 },
    throttle: { read: { rate: 20, burst: 20 }, admin: { rate: 2, burst: 5 } },
    reservedConcurrency: undefined,
    logDays: 7,
    keepData: false,
  },
  staging: {
    natGateways: 1,
    cache: { nodeType: 'cache.m7g.large', snapshotDays: 1 },
    throttle: { read: { rate: 50, burst: 50 }, admin: { rate: 2, burst: 5 } },
    reservedConcurrency: { admin: 3, invalidateCache: 2 },
    logDays: 30,
    keepData: true,
  },
  prod: {
    natGateways: 2,
    cache: { nodeType: 'cache.m7g.large', snapshotDays: 7 },
    throttle: { read: { rate: 100, burst: 50 }, admin: { rate: 5, burst: 10 } },
    reservedConcurrency: { admin: 5, invalidateCache: 2 },
    logDays: 90,
    keepData: true,
  },
};

/** Frankfurt: every exchange of the first-start set answers from there (docs/deploy.md, "Regions"). */
const DEFAULT_REGION = 'eu-central-1';

/**
 * The configuration of one stage: its defaults, and over them what the CDK context says (`-c name=value`).
 * @throws Error that names the context value that is wrong, unknown or missing
 */
export function stageConfig(context: Readonly<Record<string, unknown>>): StageConfig {
  const overrides = readOverrides(context);
  const { stage } = overrides;
  const defaults = DEFAULTS[stage];
  const region = overrides.region ?? DEFAULT_REGION;
  return {
    ...defaults,
    stage,
    region,
    account: overrides.account,
    availabilityZones: overrides.availabilityZones,
    dynamoDbPrefixList: overrides.dynamoDbPrefixList ?? dynamoDbPrefixList(region),
    natGateways: overrides.natGateways ?? defaults.natGateways,
    cache: { ...defaults.cache, nodeType: overrides.cacheNodeType ?? defaults.cache.nodeType },
    services: servicesFrom(stage, overrides),
    corsOrigins: overrides.corsOrigins ?? [],
    console: consoleFrom(overrides),
    alarmEmail: overrides.alarmEmail,
    runbookUrl: overrides.runbookUrl ?? 'docs/runbook.md',
  };
}

function consoleFrom({ console, consoleDomain: name, consoleCertificateArn: certificateArn }: Overrides) {
  if ((name === undefined) !== (certificateArn === undefined)) {
    throw new Error('Context values consoleDomain and consoleCertificateArn need each other.');
  }
  if (console !== 'true') {
    if (name) throw new Error('Context value consoleDomain is of no use without -c console=true.');
    return undefined;
  }
  return { domain: name && certificateArn ? { name, certificateArn } : undefined };
}

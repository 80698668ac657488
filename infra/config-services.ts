import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import type { Stage } from './config.ts';
import type { Overrides } from './overrides.ts';

/** Fargate's units: 1024 are one vCPU; MiB. */
export interface TaskSize {
  cpu: number;
  memory: number;
}

/** The CCXT service and the collector as part of this deployment. */
export interface OwnServices {
  readonly kind: 'own';
  readonly ccxt: TaskSize & { readonly count: number };
  readonly collector: TaskSize & { readonly min: number; readonly max: number };
  readonly seedExchanges: readonly string[];
  /** Exchange id to the ARN of the secret with its credentials. */
  readonly exchangeCredentials: Readonly<Record<string, string>>;
}

/** Services that run elsewhere, reached from our functions over a peering connection or a transit gateway. */
export interface ExistingServices {
  readonly kind: 'existing';
  readonly ccxtServiceUrl: string;
  readonly collectorUrl: string;
  readonly serviceKeySecretArn: string;
  readonly cidr: string;
  /** `pcx-…` or `tgw-…`. */
  readonly via: string;
  /** Undefined: the collector's health route is left out. */
  readonly collectorListener: ExistingListener | undefined;
}

export interface ExistingListener {
  readonly arn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export type ServicesConfig = OwnServices | ExistingServices;

const SIZES: Record<Stage, Pick<OwnServices, 'ccxt' | 'collector'>> = {
  dev: { ccxt: { cpu: 256, memory: 512, count: 1 }, collector: { cpu: 512, memory: 1024, min: 1, max: 2 } },
  staging: {
    ccxt: { cpu: 512, memory: 1024, count: 2 },
    collector: { cpu: 512, memory: 1024, min: 2, max: 3 },
  },
  prod: {
    ccxt: { cpu: 512, memory: 1024, count: 2 },
    collector: { cpu: 1024, memory: 2048, min: 2, max: 6 },
  },
};
const FIRST_EXCHANGES = ['binance', 'kraken', 'bybit', 'okx', 'coinbase'];

export function servicesFrom(stage: Stage, overrides: Overrides): ServicesConfig {
  const { existingCcxtServiceUrl, existingCollectorUrl } = overrides;
  if (existingCcxtServiceUrl === undefined && existingCollectorUrl === undefined) {
    return {
      kind: 'own',
      ...SIZES[stage],
      seedExchanges: overrides.seedExchanges ?? FIRST_EXCHANGES,
      exchangeCredentials: Object.fromEntries((overrides.exchangeCredentials ?? []).map(credentialsOf)),
    };
  }
  return {
    kind: 'existing',
    ccxtServiceUrl: needed(overrides, 'existingCcxtServiceUrl'),
    collectorUrl: needed(overrides, 'existingCollectorUrl'),
    serviceKeySecretArn: needed(overrides, 'existingServiceKeySecretArn'),
    cidr: needed(overrides, 'existingServicesCidr'),
    via: needed(overrides, 'existingServicesVia'),
    collectorListener: overrides.existingCollectorListenerArn
      ? {
          arn: overrides.existingCollectorListenerArn,
          subnetIds: needed(overrides, 'existingLinkSubnetIds'),
          securityGroupIds: needed(overrides, 'existingLinkSecurityGroupIds'),
        }
      : undefined,
  };
}

function needed<K extends keyof Overrides>(overrides: Overrides, name: K): NonNullable<Overrides[K]> {
  const value = overrides[name];
  if (value !== undefined && value !== null) return value;
  throw new Error(
    `Existing services need the context value ${name} too (docs/deploy.md, "Existing services").`,
  );
}

function credentialsOf(entry: string): [string, string] {
  const [name = '', arn = ''] = entry.split('=');
  const id = parseExchangeId(name);
  if (id && arn.startsWith('arn:aws:secretsmanager:')) return [id, arn];
  throw new Error(`Context value exchangeCredentials is not usable: "${entry}" is not exchange=secret-arn.`);
}

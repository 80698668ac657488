import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { weakness } from '#lib/auth/weak-key.ts';
import { ENV } from '#lib/env.ts';
import { STREAMED } from './stream/stream-settings.ts';

const digits = v.pipe(v.string(), v.digits(), v.transform(Number));
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Ids, separated by commas; each one that can be streamed. */
const streamExchanges = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((id) => id.trim().toLowerCase())
      .filter((id) => id !== ''),
  ),
  v.array(v.picklist([...STREAMED.keys()])),
);

const environment = v.object({
  [ENV.host]: v.optional(v.pipe(v.string(), v.minLength(1)), '127.0.0.1'),
  [ENV.port]: v.optional(v.pipe(digits, v.maxValue(65_535)), '3002'),
  [ENV.serviceApiKey]: v.optional(v.string()),
  [ENV.ccxtServiceUrl]: v.pipe(v.string(), v.url()),
  [ENV.redisUrl]: v.pipe(v.string(), v.regex(/^rediss?:\/\//, 'it must begin with redis:// or rediss://')),
  [ENV.redisUsername]: v.optional(v.pipe(v.string(), v.minLength(1))),
  [ENV.redisPassword]: v.optional(v.pipe(v.string(), v.minLength(1))),
  [ENV.exchangeProxyUrl]: v.optional(v.pipe(v.string(), v.url(), v.endsWith('/'))),
  [ENV.defaultPollIntervalMs]: v.optional(v.pipe(digits, v.minValue(500), v.maxValue(3_600_000))),
  [ENV.streamExchanges]: v.optional(streamExchanges, ''),
  [ENV.egressId]: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/)), 'shared'),
  [ENV.instanceId]: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/))),
  [ENV.eventBusName]: v.optional(v.pipe(v.string(), v.regex(/^[\w./-]{1,256}$/))),
  [ENV.logLevel]: v.optional(v.picklist(LEVELS), 'info'),
});

const LIVE_INTERVAL_MS = 5_000;
const SIMULATED_INTERVAL_MS = 1_000;

/** @throws Error that names the variable that is wrong, never its value */
export function collectorConfig(env: NodeJS.ProcessEnv) {
  const result = v.safeParse(environment, env);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(
      `environment variable ${v.getDotPath(issue)} is not usable: expected ${issue.expected ?? issue.message}`,
    );
  }
  const values = result.output;
  const serviceKey = values[ENV.serviceApiKey];
  const exchangeProxyUrl = values[ENV.exchangeProxyUrl];
  return {
    host: values[ENV.host],
    port: values[ENV.port],
    /** `undefined` when there is none, or one that must not guard anything. */
    serviceKey: serviceKey && !weakness(serviceKey) ? serviceKey : undefined,
    serviceKeyWeakness: serviceKey ? weakness(serviceKey) : 'it is not set',
    ccxtServiceUrl: values[ENV.ccxtServiceUrl],
    redisUrl: withLogin(values[ENV.redisUrl], values[ENV.redisUsername], values[ENV.redisPassword]),
    exchangeProxyUrl,
    defaultPollIntervalMs:
      values[ENV.defaultPollIntervalMs] ?? (exchangeProxyUrl ? SIMULATED_INTERVAL_MS : LIVE_INTERVAL_MS),
    /** Exchanges that are streamed where that is possible. */
    streamExchanges: new Set(values[ENV.streamExchanges]),
    egressId: values[ENV.egressId],
    eventBusName: values[ENV.eventBusName],
    instanceId: values[ENV.instanceId] ?? `${hostname()}-${randomUUID().slice(0, 8)}`,
    logLevel: values[ENV.logLevel],
  };
}

/**
 * With the user in the URL, every copy that BullMQ makes of a client logs in as the client does. A password that was
 * rotated stays valid until the next rotation, by when the node has been started again with the new one.
 */
function withLogin(redisUrl: string, username: string | undefined, password: string | undefined): string {
  if (username === undefined && password === undefined) return redisUrl;
  if (username === undefined || password === undefined)
    throw new Error(`set ${ENV.redisUsername} and ${ENV.redisPassword}, or neither of them`);
  const url = new URL(redisUrl);
  url.username = encodeURIComponent(username);
  url.password = encodeURIComponent(password);
  return url.href;
}

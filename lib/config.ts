import * as v from 'valibot';
import { ENV } from './env.ts';

const url = v.pipe(v.string(), v.url());
const arn = v.pipe(v.string(), v.startsWith('arn:'));

const aws = v.object({
  [ENV.awsRegion]: v.optional(v.string()),
  [ENV.awsAccessKeyId]: v.optional(v.string()),
  [ENV.awsSecretAccessKey]: v.optional(v.string()),
  [ENV.awsSessionToken]: v.optional(v.string()),
});

const redis = v.object({
  ...aws.entries,
  [ENV.redisUrl]: v.optional(v.pipe(v.string(), v.regex(/^rediss?:\/\//))),
  [ENV.redisUsername]: v.optional(v.string()),
  [ENV.redisIamReplicationGroup]: v.optional(v.string()),
});

const readSchema = v.object({
  ...redis.entries,
  [ENV.ccxtServiceUrl]: url,
  [ENV.collectorUrl]: url,
  [ENV.serviceApiKey]: v.optional(v.string()),
  [ENV.serviceApiKeySecretArn]: v.optional(arn),
  [ENV.secretsManagerEndpoint]: v.optional(url),
  [ENV.logLevel]: v.optional(
    v.pipe(v.string(), v.toUpperCase(), v.picklist(['DEBUG', 'INFO', 'WARN', 'ERROR'])),
    'INFO',
  ),
});

const adminSchema = v.object({
  ...readSchema.entries,
  [ENV.adminApiKey]: v.optional(v.string()),
  [ENV.adminApiKeySecretArn]: v.optional(arn),
  [ENV.recordsTable]: v.optional(v.string()),
  [ENV.dynamoDbEndpoint]: v.optional(url),
  [ENV.recordsPath]: v.optional(v.string()),
});

export type AwsConfig = v.InferOutput<typeof aws>;
export type RedisConfig = v.InferOutput<typeof redis>;
export type ReadConfig = v.InferOutput<typeof readSchema>;
export type AdminConfig = v.InferOutput<typeof adminSchema>;

/** The environment of a function of the read path. Throws, naming each variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): ReadConfig {
  return parse(readSchema, env);
}

/** The environment of a function of the admin path. */
export function adminConfig(env: NodeJS.ProcessEnv): AdminConfig {
  return parse(adminSchema, env);
}

function parse<S extends v.GenericSchema>(schema: S, env: NodeJS.ProcessEnv): v.InferOutput<S> {
  const result = v.safeParse(schema, env);
  if (result.success) return result.output;
  const names = new Set(result.issues.map((issue) => v.getDotPath(issue)));
  throw new Error(`Set these environment variables, or correct them: ${[...names].join(', ')}`);
}

import * as v from 'valibot';
import { ENV } from '../env.ts';

const adminKey = v.object({ [ENV.adminApiKeySecretArn]: v.pipe(v.string(), v.startsWith('arn:')) });
const cachePassword = v.object({
  [ENV.redisPasswordSecretArn]: v.pipe(v.string(), v.startsWith('arn:')),
  [ENV.redisUrl]: v.pipe(v.string(), v.regex(/^rediss?:\/\//)),
  [ENV.redisUsername]: v.pipe(v.string(), v.minLength(1)),
});

/** The environment of the function that rotates the admin key. */
export function adminKeyRotationConfig(env: NodeJS.ProcessEnv) {
  return v.parse(adminKey, env);
}

/** The environment of the function that rotates the collector's password for the cache. */
export function cachePasswordRotationConfig(env: NodeJS.ProcessEnv) {
  return v.parse(cachePassword, env);
}

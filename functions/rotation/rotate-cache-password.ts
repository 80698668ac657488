import { cachePassword } from '#lib/rotation/cache-password.ts';
import { cachePasswordRotationConfig } from '#lib/rotation/config.ts';
import { parseRotationEvent } from '#lib/rotation/event.ts';
import { rotate } from '#lib/rotation/rotate.ts';
import { secretVersions } from '#lib/rotation/secret-versions.ts';
import { ROTATIONS } from '#lib/routes.ts';

/** Kept back from the function's own limit for answering, milliseconds. */
const ANSWER_MS = 10_000;

/** Secrets Manager rotates the collector's password for the cache with this. */
export const handler = async (event: unknown): Promise<void> => {
  const config = cachePasswordRotationConfig(process.env);
  const secretArn = config.REDIS_PASSWORD_SECRET_ARN;
  const password = cachePassword({
    url: config.REDIS_URL,
    user: config.REDIS_USERNAME,
    patienceMs: ROTATIONS['rotate-cache-password'].timeoutMs - ANSWER_MS,
  });
  await rotate(parseRotationEvent(event, secretArn), secretVersions(secretArn), password);
};

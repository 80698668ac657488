import { adminKey } from '#lib/rotation/admin-key.ts';
import { adminKeyRotationConfig } from '#lib/rotation/config.ts';
import { parseRotationEvent } from '#lib/rotation/event.ts';
import { rotate } from '#lib/rotation/rotate.ts';
import { secretVersions } from '#lib/rotation/secret-versions.ts';

/** Secrets Manager rotates the admin key with this; an operator revokes the previous one. */
export const handler = async (event: unknown): Promise<void> => {
  const { ADMIN_API_KEY_SECRET_ARN: secretArn } = adminKeyRotationConfig(process.env);
  await rotate(parseRotationEvent(event, secretArn), secretVersions(secretArn), adminKey);
};

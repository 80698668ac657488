import * as v from 'valibot';

const secretId = v.pipe(v.string(), v.startsWith('arn:'));

/** What Secrets Manager sends, four times per rotation; each step may be sent again. */
const rotationStep = v.object({
  Step: v.picklist(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: secretId,
  ClientRequestToken: v.pipe(v.string(), v.minLength(1)),
});

/** Sent by an operator: the previous value must not be accepted any longer (docs/deploy.md, "Rotation"). */
const revocation = v.strictObject({ action: v.literal('revoke'), SecretId: secretId });

const rotationEvent = v.union([rotationStep, revocation]);
export type RotationEvent = v.InferOutput<typeof rotationEvent>;
export type RotationStep = v.InferOutput<typeof rotationStep>;

/** @throws Error for an event of another form, or for a secret that is not the function's own */
export function parseRotationEvent(event: unknown, ownSecretArn: string): RotationEvent {
  const result = v.safeParse(rotationEvent, event);
  if (!result.success) {
    throw new Error('Send what Secrets Manager sends to rotate, or {"action":"revoke","SecretId":"arn:…"}.');
  }
  if (result.output.SecretId !== ownSecretArn) throw new Error(`This function rotates ${ownSecretArn} only.`);
  return result.output;
}

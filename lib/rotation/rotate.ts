import type { RotationEvent, RotationStep } from './event.ts';
import type { SecretVersions } from './secret-versions.ts';

/** What differs between two kinds of secrets. */
export interface Rotated {
  /** Has whoever checks the secret accept `pending` beside `current`. */
  set(pending: string, current: string | undefined): Promise<void>;
  /** Throws unless `pending` works. Nothing is promoted that has not passed this. */
  test(pending: string, current: string | undefined): Promise<void>;
}

/**
 * The four steps of a rotation, and its revocation.
 *
 * 1. createSecret: makes a new value and keeps it as pending, unless this rotation has made it already.
 * 2. setSecret: has it accepted beside the current one.
 * 3. testSecret: tries it.
 * 4. finishSecret: makes it the current one; the one before stays readable as the previous one.
 * - revoke: takes the previous value away at once.
 */
export async function rotate(
  event: RotationEvent,
  versions: SecretVersions,
  rotated: Rotated,
): Promise<void> {
  if ('action' in event) return versions.drop('AWSPREVIOUS');
  const stages = await versions.stagesOf(event.ClientRequestToken);
  if (stages.includes('AWSCURRENT')) return; // a step that is sent again after the last one
  if (!stages.includes('AWSPENDING')) {
    throw new Error('This version is not staged for rotation: start the rotation from Secrets Manager.');
  }
  await STEPS[event.Step](event.ClientRequestToken, versions, rotated);
}

const STEPS: Record<
  RotationStep['Step'],
  (token: string, versions: SecretVersions, rotated: Rotated) => Promise<void>
> = {
  async createSecret(token, versions) {
    if ((await versions.read('AWSPENDING', token)) !== undefined) return;
    await versions.putPending(token, await versions.random());
  },
  async setSecret(token, versions, rotated) {
    await rotated.set(await pendingOf(token, versions), await versions.read('AWSCURRENT'));
  },
  async testSecret(token, versions, rotated) {
    await rotated.test(await pendingOf(token, versions), await versions.read('AWSCURRENT'));
  },
  finishSecret: (token, versions) => versions.promote(token),
};

async function pendingOf(token: string, versions: SecretVersions): Promise<string> {
  const pending = await versions.read('AWSPENDING', token);
  if (pending === undefined) throw new Error('There is no pending value: createSecret has not run.');
  return pending;
}

import { userInfo } from 'node:os';
import { UsageError } from './exit-codes.ts';

/** What the API takes in X-Actor. */
const ACTOR = /^[\x20-\x7e]{1,64}$/;

/** Who calls: as it was said, else the user's name; undefined where that is none that the API takes. */
export function actorOf(option: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const said = option ?? env.EXCHANGECTL_ACTOR;
  if (!said) return userName();
  if (ACTOR.test(said)) return said;
  throw new UsageError('--actor, EXCHANGECTL_ACTOR: give at most 64 printable ASCII characters.');
}

function userName(): string | undefined {
  try {
    const { username } = userInfo();
    return ACTOR.test(username) ? username : undefined;
  } catch {
    // a container's user need not be in its list of users
    return undefined;
  }
}

import { AppError } from '../errors.ts';
import { sameKey } from './key-digest.ts';
import { weakness } from './weak-key.ts';

/** The keys that a source holds now. During a rotation the previous one is accepted for a while. */
export interface KeySet {
  current: string;
  /** Of the secret, where it has versions. */
  version?: string | undefined;
  previous?: { key: string; version?: string | undefined; acceptedUntil: number } | undefined;
}

/** Which key a caller had, for the record; never the key. */
export interface AcceptedKey {
  stage: 'current' | 'previous';
  version: string | null;
}

/** Where keys come from: Secrets Manager on AWS, the environment locally. */
export interface KeySource {
  load(): Promise<KeySet>;
}

/** How long loaded keys are used without asking, and how long when the source is away; milliseconds. */
const FRESH_MS = 60_000;
const LAST_GOOD_MS = 15 * 60_000;
/** At most one load in this time is caused by wrong keys, or by a source that is away. */
const REFETCH_MS = 30_000;

/** Tells whether a presented admin key is right. Fails closed: no loadable, strong key, no entry. */
export class AdminKeys {
  readonly #source: KeySource;
  readonly #now: () => number;
  #keys: KeySet | undefined;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  /** The load that is under way, shared by all who need it. */
  #loading: Promise<boolean> | undefined;

  constructor(source: KeySource, now: () => number = Date.now) {
    this.#source = source;
    this.#now = now;
  }

  /** Throws AppError: ADMIN_AUTH_FAILED, the same whatever was wrong with the key, or AUTH_UNAVAILABLE. */
  async check(presented: string | undefined): Promise<AcceptedKey> {
    if (!presented) throw refused();
    if (this.#now() - this.#loadedAt > FRESH_MS) await this.#load();
    const accepted = this.#match(presented) ?? ((await this.#load()) ? this.#match(presented) : undefined);
    if (accepted) return accepted;
    throw refused();
  }

  #match(presented: string): AcceptedKey | undefined {
    const { current, version, previous } = this.#usable();
    if (sameKey(presented, current)) return { stage: 'current', version: version ?? null };
    const isAccepted =
      previous !== undefined &&
      this.#now() < previous.acceptedUntil &&
      weakness(previous.key) === undefined && // a placeholder that was rotated away must not open anything
      sameKey(presented, previous.key);
    return isAccepted ? { stage: 'previous', version: previous.version ?? null } : undefined;
  }

  #usable(): KeySet {
    const problem =
      !this.#keys || this.#now() - this.#loadedAt > LAST_GOOD_MS
        ? 'it cannot be loaded'
        : weakness(this.#keys.current);
    if (this.#keys && problem === undefined) return this.#keys;
    throw new AppError(
      'AUTH_UNAVAILABLE',
      `No admin call is let in, for the configured admin key is not usable: ${problem}.`,
    );
  }

  /** Whether keys were loaded just now. */
  #load(): Promise<boolean> {
    if (this.#loading) return this.#loading;
    if (this.#now() - this.#triedAt < REFETCH_MS) return Promise.resolve(false);
    this.#triedAt = this.#now();
    this.#loading = this.#source
      .load()
      .then((keys) => {
        this.#keys = keys;
        this.#loadedAt = this.#now();
        return true;
      })
      .catch(() => false)
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }
}

function refused(): AppError {
  return new AppError('ADMIN_AUTH_FAILED', 'Send the right admin key, once, in the X-Admin-Key header.');
}

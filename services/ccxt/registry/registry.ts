import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { type Decision, firstDocument, useCatalog } from './decisions.ts';
import type { RegistryDocument } from './document.ts';
import { type RegistryStore, RegistryUnreadableError } from './store.ts';

/** Some 2 s in all when each of them loses: the caller waits 4 s. */
const ATTEMPTS = 20;
const LONGEST_PAUSE_MS = 200;

export interface RegistryState {
  version: number;
  document: RegistryDocument;
}

/** The registry: every call reads the store, nothing is remembered between two calls. */
export interface Registry {
  read(): Promise<RegistryState>;
  /**
   * Decides on the current document and persists the decision, again from the start while others interfere.
   * @param accepts whether the caller means this version (If-Match)
   * @throws AppError the decision's refusal, PRECONDITION_FAILED, VERSION_CONFLICT
   */
  change(
    decide: (document: RegistryDocument) => Decision,
    accepts?: (version: number) => boolean,
  ): Promise<RegistryState & { changed: boolean }>;
}

export function registryOn(store: RegistryStore): Registry {
  const read = async () => {
    const state = await store.read();
    if (!state)
      throw new RegistryUnreadableError('the registry is gone from its store: start the service again');
    return state;
  };

  const attempt: Registry['change'] = async (decide, accepts = () => true) => {
    for (let n = 1; n <= ATTEMPTS; n++) {
      const { version, document } = await read();
      requireVersion(version, accepts);
      const decision = decide(document);
      if (decision.kind === 'refused') throw new AppError(decision.code, decision.message);
      if (decision.kind === 'unchanged') return { version, document, changed: false };
      if ((await store.compareAndSet(version, decision.document)) === 'ok') {
        return { version: version + 1, document: decision.document, changed: true };
      }
      await pause(Math.random() * Math.min(5 * 2 ** n, LONGEST_PAUSE_MS));
    }
    throw new AppError('VERSION_CONFLICT', 'Others changed the registry at the same time: try again.');
  };

  // one change at a time in this process: only other instances are left to conflict with
  let last: Promise<unknown> = Promise.resolve();
  const change: Registry['change'] = (decide, accepts) => {
    const mine = last.then(() => attempt(decide, accepts));
    last = mine.catch(() => undefined);
    return mine;
  };
  return { read, change };
}

export function requireVersion(version: number, accepts: (version: number) => boolean): void {
  if (accepts(version)) return;
  throw new AppError(
    'PRECONDITION_FAILED',
    `The registry is at version ${version} now: read config again, then repeat with If-Match: "${version}".`,
  );
}

/**
 * Makes the registry if there is none, and notes which catalog it is answered from.
 * @param now epoch milliseconds; its seconds are a new registry's first version, so that one which was lost and begun
 * anew is never older than what caches and collectors still know of the lost one
 */
export async function prepareRegistry(
  store: RegistryStore,
  { seeds, catalogDigest, now }: { seeds: string[]; catalogDigest: string; now: () => number },
): Promise<Registry> {
  // a conflict means that another instance has just made it
  if (!(await store.read())) {
    await store.compareAndSet(0, firstDocument(seeds, catalogDigest), Math.floor(now() / 1_000));
  }
  const registry = registryOn(store);
  await registry.change((document) => useCatalog(document, catalogDigest));
  return registry;
}

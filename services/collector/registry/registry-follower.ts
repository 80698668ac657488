import type { Logger } from 'pino';
import type { CcxtService } from '#lib/ports.ts';
import { isOlder, type KnownSet, knownSet } from './known-set.ts';
import type { RememberedSet } from './remembered-set.ts';

const POLL_EVERY_MS = 2_000;
/** Until the registry has answered once, a node has nothing to do. */
const FIRST_POLL_EVERY_MS = 250;
/** A restart reads the registry first and has to answer within two seconds. */
const READ_DEADLINE_MS = 1_000;

export interface RegistryFollower {
  /** The newest set that this node knows; `undefined` before the first. */
  known(): KnownSet | undefined;
  /** A reading that begins after this call. Rejects when the registry does not give one. */
  refresh(): Promise<KnownSet>;
  start(): void;
  stop(): void;
}

/** Follows the registry. What it knows never goes back to an older version, and survives the registry's absence. */
export function registryFollower(options: {
  ccxtService: Pick<CcxtService, 'config'>;
  remembered: RememberedSet;
  onChange: (set: KnownSet) => void;
  log: Logger;
}): RegistryFollower {
  const { ccxtService, remembered, onChange, log } = options;
  let known: KnownSet | undefined;
  let reading: Promise<unknown> = Promise.resolve();
  let next: Promise<KnownSet> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failing = false;

  function adopt(set: KnownSet): void {
    if (known && isOlder(set, known)) {
      log.error({ known: known.version, offered: set.version }, 'registry offered an older version, ignored');
      return;
    }
    known = set;
    onChange(set);
  }

  async function read(): Promise<KnownSet> {
    const readAt = Date.now();
    const reply = await ccxtService.config({ signal: AbortSignal.timeout(READ_DEADLINE_MS) });
    const set = knownSet(reply, readAt, known);
    // Redis may be down; what was read counts all the same
    adopt(await remembered.offer(set).catch(() => set));
    return known ?? set;
  }

  /** Readings follow one another; who asks while one is under way shares the one after it. */
  function refresh(): Promise<KnownSet> {
    next ??= reading.then(() => {
      next = undefined;
      const current = read();
      reading = current.catch(() => undefined);
      return current;
    });
    return next;
  }

  async function poll(): Promise<void> {
    try {
      await refresh();
      if (failing) log.info('registry answers again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'registry not readable, going on with what is known');
      failing = true;
      const shared = await remembered.recall().catch(() => undefined);
      if (shared && (!known || isOlder(known, shared))) adopt(shared);
    }
    if (!stopped) timer = setTimeout(poll, known ? POLL_EVERY_MS : FIRST_POLL_EVERY_MS);
  }

  return {
    known: () => known,
    refresh,
    start: () => void poll(),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

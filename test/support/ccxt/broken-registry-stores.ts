import type { RegistryStore } from '#services/ccxt/registry/store.ts';

/** A control: it writes whatever the version has become meanwhile. */
export function forgetfulStore(store: RegistryStore): RegistryStore {
  return {
    ...store,
    async compareAndSet(_expected, document) {
      for (;;) {
        const current = (await store.read())?.version ?? 0;
        if ((await store.compareAndSet(current, document)) === 'ok') return 'ok';
      }
    },
  };
}

/** A control: it answers from memory what it has once read. */
export function rememberingStore(store: RegistryStore): RegistryStore {
  let remembered: ReturnType<RegistryStore['read']> | undefined;
  return {
    ...store,
    read: () => {
      remembered ??= store.read();
      return remembered;
    },
  };
}

/** A control: when its store is away it goes on from memory, as the older service did, and calls that saved. */
export function forgivingStore(store: RegistryStore): RegistryStore {
  let remembered: Awaited<ReturnType<RegistryStore['read']>>;
  return {
    ...store,
    async read() {
      remembered = await store.read().catch(() => remembered);
      return remembered;
    },
    async compareAndSet(expected, document) {
      try {
        return await store.compareAndSet(expected, document);
      } catch {
        remembered = { document, version: expected + 1 };
        return 'ok';
      }
    },
  };
}

/** Not broken, but unlucky: before each of its writes another writer of the same registry comes first. */
export function contendedStore(store: RegistryStore, other: RegistryStore): RegistryStore {
  return {
    ...store,
    async compareAndSet(expected, document) {
      const current = await other.read();
      if (current) await other.compareAndSet(current.version, current.document);
      return store.compareAndSet(expected, document);
    },
  };
}

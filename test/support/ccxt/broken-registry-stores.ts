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

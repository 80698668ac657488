import { parseDocument, type RegistryDocument } from '#services/ccxt/registry/document.ts';
import type { ExchangeResult, RegistryStore } from '#services/ccxt/registry/store.ts';

/** A registry in memory; every `open()` is another instance on the same store. */
export function fakeRegistry() {
  let state: { version: number; text: string } | undefined;
  const results = new Map<string, string>();
  // as over a network: others get their turn in between
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));

  const open = (): RegistryStore => ({
    async read() {
      await later();
      return state && { version: state.version, document: parseDocument(state.text) };
    },
    async compareAndSet(expected: number, document: RegistryDocument, first = 1) {
      await later();
      if ((state?.version ?? 0) !== expected) return 'conflict';
      state = { version: expected === 0 ? first : expected + 1, text: JSON.stringify(document) };
      return 'ok';
    },
    async readResults() {
      await later();
      return [...results.keys()].sort().map((id): ExchangeResult => JSON.parse(results.get(id) ?? ''));
    },
    async readResult(exchange) {
      await later();
      const text = results.get(exchange);
      return text === undefined ? undefined : (JSON.parse(text) as ExchangeResult);
    },
    async writeResult(result) {
      results.set(result.exchange, JSON.stringify(result));
    },
    async deleteResult(exchange) {
      results.delete(exchange);
    },
    async close() {},
  });
  return { open };
}

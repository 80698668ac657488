import { sendJson, startHttpStub } from './http-stub.ts';

const AVAILABLE = ['binance', 'bitstamp', 'kraken'];

/**
 * A CCXT service of the older shape over real HTTP: no `validate`, no versions, no `exchanges[]`, bodies ignored,
 * refusals as 400, and a removal that answers 500 although it was saved, when a test asks for it.
 */
export async function startOlderService() {
  const configured = new Set(['binance', 'kraken']);
  const blacklisted = new Set<string>();
  const state = { failRemovals: false };
  const active = () => [...configured].filter((id) => !blacklisted.has(id));
  const timestamp = '2026-01-01T00:00:00.000Z';

  const stub = await startHttpStub(({ method, path }, response) => {
    const [, action = '', id = ''] = /^\/api\/admin\/exchanges\/(\w+)(?:\/([\w-]+))?$/.exec(path) ?? [];
    const lists = { activeExchanges: active(), blacklistedExchanges: [...blacklisted] };
    switch (`${method} ${action}`) {
      case 'GET config':
        return sendJson(response, 200, {
          config: { blacklistedExchanges: lists.blacklistedExchanges, priority: ['binance'] },
          activeExchanges: lists.activeExchanges,
          availableExchanges: AVAILABLE,
          timestamp,
        });
      case 'POST add':
        if (!AVAILABLE.includes(id))
          return sendJson(response, 400, { error: 'no', availableExchanges: AVAILABLE });
        if (blacklisted.has(id)) return sendJson(response, 400, { error: 'no' });
        configured.add(id);
        return sendJson(response, 200, { message: 'added', activeExchanges: active(), timestamp });
      case 'POST refresh':
        return sendJson(response, 200, { message: 'refreshed', activeExchanges: active(), timestamp });
      case 'POST blacklist':
        blacklisted.add(id);
        return sendJson(response, 200, {
          message: 'listed',
          blacklistedExchanges: [...blacklisted],
          timestamp,
        });
      case 'DELETE blacklist':
        blacklisted.delete(id);
        if (state.failRemovals) return sendJson(response, 500, { error: 'could not save' });
        return sendJson(response, 200, {
          message: 'unlisted',
          ...lists,
          blacklistedExchanges: [...blacklisted],
          timestamp,
        });
      default:
        return sendJson(response, 404, { error: 'Not found' });
    }
  });
  return { url: stub.url, seen: stub.seen, close: stub.close, state };
}

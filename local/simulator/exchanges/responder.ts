import { json, type Reply } from '../http/reply.ts';
import { TICK_MS } from '../market/prices.ts';
import { type ExchangeModel, Refusal, type Route } from './model.ts';

/** More bodies than this are not kept: queries are the caller's to invent. */
const MAX_KEPT = 300;

/**
 * Answers for one exchange. Bodies are kept as bytes, those that never change for good and the others for their
 * tick, because a hundred aliases ask for the same ones each second.
 */
export function createResponder(model: ExchangeModel) {
  const routes = model.routes.map((route) => ({ route, pattern: compile(route.path) }));
  const constant = new Map<string, Buffer>();
  const ticking = new Map<string, Buffer>();
  let tick = Number.NaN;

  function keptBy(route: Route, now: number): Map<string, Buffer> | undefined {
    if (route.changes === 'each-request') return undefined;
    if (route.changes === 'never') return constant;
    const current = Math.floor(now / TICK_MS);
    if (current !== tick) ticking.clear();
    tick = current;
    return ticking;
  }

  /** `undefined` when the model has no such route. Takes the real URL and epoch milliseconds. */
  return function answer(method: string, url: URL, now: number): Reply | undefined {
    if (method !== 'GET') return undefined;
    for (const { route, pattern } of routes) {
      if (route.host !== undefined && route.host !== url.host) continue;
      const params = pattern.exec(url.pathname);
      if (!params) continue;
      const kept = keptBy(route, now);
      const found = kept?.get(url.href);
      if (found) return { status: 200, body: found };
      const step = route.changes === 'each-request' ? 1 : TICK_MS;
      const at = Math.floor(now / step) * step;
      const reply = render(route, { params: { ...params.groups }, query: url.searchParams, now: at });
      if (kept && reply.status === 200 && kept.size < MAX_KEPT) kept.set(url.href, reply.body);
      return reply;
    }
    return undefined;
  };
}

function render(route: Route, request: Parameters<Route['body']>[0]): Reply {
  try {
    return { status: 200, body: json(route.body(request)) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: json(error.body) };
    throw error;
  }
}

function compile(path: string): RegExp {
  const source = path
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:([a-zA-Z]+)/g, (_, name: string) => `(?<${name}>[^/]+)`);
  return new RegExp(`^${source}$`);
}

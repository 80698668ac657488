import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import { MODELS } from '../exchanges/models.ts';
import { parseFault } from '../faults/fault.ts';
import type { Faults } from '../faults/registry.ts';
import type { RequestLog } from '../traffic/request-log.ts';
import type { Stats } from '../traffic/stats.ts';
import { readJson } from './read-json.ts';
import { json, send } from './reply.ts';

interface Answer {
  status: number;
  body: unknown;
}
const ok = (body: unknown): Answer => ({ status: 200, body });
const bad = (message: string): Answer => ({ status: 400, body: { error: 'Bad request', message } });

/** The simulator's own API, for tests and operators: all paths that begin with `/__` (docs/simulator.md). */
export function controlHandler({ log, stats, faults }: { log: RequestLog; stats: Stats; faults: Faults }) {
  /** The canonical name, when it is a simulated exchange, an alias seen before, or one given as `@alias/NAME`. */
  function known(raw: string): string | undefined {
    const explicit = raw.startsWith('@alias/');
    const name = parseExchangeId(explicit ? raw.slice('@alias/'.length) : raw);
    if (name === undefined) return undefined;
    return explicit || MODELS.some((model) => model.id === name) || stats.has(name) ? name : undefined;
  }

  async function setOrRemoveFault(req: IncomingMessage, raw: string): Promise<Answer> {
    const exchange = known(raw);
    if (exchange === undefined) {
      const ids = MODELS.map((model) => model.id).join(', ');
      return bad(`"${raw}" is not simulated: use one of ${ids}, or @alias/NAME for an alias.`);
    }
    if (req.method === 'DELETE') return ok({ exchange, removed: faults.remove(exchange) });
    const body = await readJson(req);
    if ('problem' in body) return bad(body.problem);
    const parsed = parseFault(body.value);
    if ('problem' in parsed) return bad(parsed.problem);
    faults.set(exchange, parsed.fault);
    return ok({ exchange, fault: parsed.fault });
  }

  function readLog(query: URLSearchParams): Answer {
    const since = Number(query.get('since') ?? 0);
    if (!Number.isSafeInteger(since) || since < 0) {
      return bad('since: send the "next" of an earlier answer, or leave it out.');
    }
    return ok(log.read(since, query.get('exchange') ?? undefined));
  }

  async function answer(req: IncomingMessage): Promise<Answer> {
    const url = new URL(req.url ?? '/', 'http://simulator');
    const fault = /^\/__faults\/(.+)$/.exec(url.pathname)?.[1];
    if (fault !== undefined && (req.method === 'POST' || req.method === 'DELETE')) {
      return setOrRemoveFault(req, fault);
    }
    switch (`${req.method} ${url.pathname}`) {
      case 'GET /__health':
        return ok({ status: 'healthy', exchanges: MODELS.map((model) => model.id) });
      case 'GET /__faults':
        return ok({ faults: faults.read() });
      case 'GET /__log':
        return readLog(url.searchParams);
      case 'DELETE /__log':
        log.clear();
        return ok({ cleared: true });
      case 'GET /__stats':
        return ok({ exchanges: stats.read() });
      case 'DELETE /__stats':
        stats.clear();
        return ok({ cleared: true });
      default:
        return {
          status: 404,
          body: { error: 'Not found', message: 'See docs/simulator.md for the paths and methods there are.' },
        };
    }
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { status, body } = await answer(req);
    send(res, { status, body: json(body) });
  };
}

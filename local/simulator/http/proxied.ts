import type { IncomingMessage, ServerResponse } from 'node:http';
import { MODELS } from '../exchanges/models.ts';
import { createResponder } from '../exchanges/responder.ts';
import { respondWithFault } from '../faults/apply.ts';
import type { Faults } from '../faults/registry.ts';
import type { RequestLog } from '../traffic/request-log.ts';
import type { Stats } from '../traffic/stats.ts';
import { json, type Reply, send } from './reply.ts';
import { parseTarget } from './target.ts';

/** Answers what ccxt sends through `proxyUrl`, as the exchange of the URL's host would. */
export function proxiedHandler({
  log,
  stats,
  faults,
  clock,
}: {
  log: RequestLog;
  stats: Stats;
  faults: Faults;
  clock: () => number;
}) {
  const byHost = new Map(
    MODELS.flatMap((model) => {
      const exchange = { model, answer: createResponder(model) };
      return model.hosts.map((host) => [host, exchange] as const);
    }),
  );

  return (req: IncomingMessage, res: ServerResponse): void => {
    const { method = 'GET', url: path = '/' } = req;
    req.resume();
    const target = parseTarget(path);
    const exchange = target && byHost.get(target.url.host);
    const name = target?.alias ?? exchange?.model.id ?? null;
    const fault = (name && target && faults.find(name, target.url.pathname + target.url.search)) || undefined;

    const now = clock();
    const url = target?.url.href ?? path;
    const entry = log.begin({ exchange: name, method, url, startedAt: now, fault: fault?.kind ?? null });
    if (name) stats.begin(name);
    res.once('close', () => {
      entry.endedAt = clock();
      entry.status = res.headersSent ? res.statusCode : null;
      if (name) stats.end(name);
    });

    const reply = (target && exchange?.answer(method, target.url, now)) ?? notModelled(method, url, name);
    const failure = (status: number) => exchange?.model.failure(status, now) ?? { error: `status ${status}` };
    if (fault) respondWithFault(res, reply, fault, failure);
    else send(res, reply);
  };
}

function notModelled(method: string, url: string, name: string | null): Reply {
  const body = {
    error: 'Not simulated',
    message: name
      ? `The simulated ${name} has no ${method} ${url}: add a route to its model in local/simulator/exchanges.`
      : `No simulated exchange answers ${url}: ask for /https://HOST/PATH of ${MODELS.map((m) => m.id).join(', ')}.`,
  };
  return { status: 404, body: json(body) };
}

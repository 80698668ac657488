import type { IncomingMessage, ServerResponse } from 'node:http';
import { MODELS } from '../exchanges/models.ts';
import { createResponder } from '../exchanges/responder.ts';
import { respondWithFault } from '../faults/apply.ts';
import { type Desk, received } from './received.ts';
import { json, type Reply, send } from './reply.ts';

/** Answers what ccxt sends through `proxyUrl`, as the exchange of the URL's host would. */
export function proxiedHandler(desk: Desk) {
  const byHost = new Map(MODELS.flatMap((model) => model.hosts.map((host) => [host, model] as const)));
  const responders = new Map(MODELS.map((model) => [model, createResponder(model)] as const));

  return (req: IncomingMessage, res: ServerResponse): void => {
    req.resume();
    const { method, target, model, name, fault, url, startedAt, entry } = received(desk, req, byHost);
    if (name) desk.stats.begin(name);
    res.once('close', () => {
      entry.endedAt = desk.clock();
      entry.status = res.headersSent ? res.statusCode : null;
      if (name) desk.stats.end(name);
    });

    const answer = model && responders.get(model);
    const reply = (target && answer?.(method, target.url, startedAt)) ?? notModelled(method, url, name);
    const failure = (status: number) => model?.failure(status, startedAt) ?? { error: `status ${status}` };
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

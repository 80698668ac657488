import { AppError } from '../errors.ts';
import { requireExchangeId } from '../exchange-id-guard.ts';
import type { Route } from '../routes.ts';
import type { HttpMiddleware, HttpRequest } from './http-request.ts';

/** Refuses an event that API Gateway made for another route: a function answers for its own only. */
export function ownRoute(route: Route): HttpMiddleware {
  return {
    before: ({ event }: HttpRequest): void => {
      if (event.routeKey === `${route.method} ${route.path}`) return;
      throw new AppError('NOT_FOUND', `This function answers ${route.method} ${route.path} only.`);
    },
  };
}

/** On an admin route, refuses a query parameter that the route does not know. */
export function knownQuery({ access, query = [] }: Route): HttpMiddleware {
  return {
    before: ({ event }: HttpRequest): void => {
      if (access === 'public') return;
      const unknown = Object.keys(event.queryStringParameters ?? {}).find((name) => !query.includes(name));
      if (unknown === undefined) return;
      const known = query.length === 0 ? 'This route has none.' : `This route has ${query.join(', ')}.`;
      throw new AppError('INVALID_REQUEST', `Leave out the query parameter that is not known here. ${known}`);
    },
  };
}

/** Replaces the path parameter by its canonical form before anything upstream is asked. */
export function exchangeId(): HttpMiddleware {
  return {
    before: ({ event }: HttpRequest): void => {
      event.pathParameters = { exchange: requireExchangeId(event.pathParameters?.exchange) };
    },
  };
}

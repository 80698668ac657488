import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as v from 'valibot';
import { type Call, type ExchangeOf, httpCall, jobCall } from './call.ts';
import { classifyEvent } from './domain/event-kind.ts';
import { AppError } from './errors.ts';
import { jobInput } from './job.ts';
import { type ErrorLog, errorResponse } from './middleware/error-response.ts';
import type { HttpMiddleware } from './middleware/http-request.ts';
import { exchangeId, ownRoute } from './middleware/route-guard.ts';
import { httpResponse, type Reply } from './respond.ts';
import { ROUTES, type Route, type RouteName } from './routes.ts';
import { parseInput } from './schemas/parse.ts';
import { noBody } from './schemas/requests.ts';

/** What a function file declares. `run` gets the composition root's use cases and a checked call. */
export interface EndpointSpec<App, R extends RouteName, S extends v.GenericSchema> {
  route: R;
  /** The body's schema; without one the route takes no body. */
  schema?: S;
  run(app: App, call: Call<R, v.InferOutput<S>>): Promise<Reply>;
}

/** What a composition root gives to its endpoints. */
export interface EndpointParts<App> {
  app: () => App;
  log: () => ErrorLog & { addContext(context: Context): void };
  /** Runs after the route is known and before anything of the request is read. */
  gate: HttpMiddleware[];
  /** Reads the body, after the exchange id was checked; without any, a body is ignored. */
  body: HttpMiddleware[];
  /** Publishes what was counted; runs once per invocation, whatever became of it. */
  flush: () => void;
}

export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * Makes handlers for HTTP, scheduled and direct events.
 *
 * HTTP goes through: own route, gate (401), exchange id (400), body (413, 415, 400), run. A job is let in by IAM;
 * its failure is thrown, for a returned error would count as success.
 */
export function endpointFactory<App>(parts: EndpointParts<App>) {
  return <R extends RouteName, S extends v.GenericSchema = typeof noBody>(
    spec: EndpointSpec<App, R, S>,
  ): LambdaHandler => {
    const route: Route = ROUTES[spec.route];
    const schema: v.GenericSchema = spec.schema ?? noBody;
    const hasExchange = route.path.includes('{exchange}');
    const http = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
      .use(errorResponse(parts.log))
      .use(ownRoute(route))
      .use(parts.gate)
      .use(hasExchange ? [exchangeId()] : [])
      .use(parts.body)
      .handler(async (event, context) => {
        const input: unknown = parts.body.length === 0 || event.body === undefined ? {} : event.body;
        const body = parseInput(schema, input, 'INVALID_BODY') as v.InferOutput<S>;
        const exchange = event.pathParameters?.exchange as ExchangeOf<R>;
        return httpResponse(
          await spec.run(parts.app(), httpCall(event, exchange, body, route.timeoutMs)),
          context.awsRequestId,
        );
      });

    return async (event, context) => {
      const kind = classifyEvent(event);
      parts.log().addContext(context);
      try {
        if (kind === 'http') return await http(event as APIGatewayProxyEventV2, context);
        if (kind === 'unknown')
          throw new AppError(
            'INVALID_EVENT',
            'Send an API Gateway 2.0 event, or one with source exchange.schedule or exchange.job.',
          );
        const { exchange, body } = jobInput(spec.route, hasExchange, schema, event);
        return asJson(
          await spec.run(
            parts.app(),
            jobCall<R, v.InferOutput<S>>(
              kind,
              exchange as ExchangeOf<R>,
              body as v.InferOutput<S>,
              route.timeoutMs,
            ),
          ),
        );
      } finally {
        parts.flush();
      }
    };
  };
}

function asJson(reply: Reply): unknown {
  return reply.text === undefined ? reply.json : JSON.parse(reply.text);
}

import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as v from 'valibot';
import { type Call, type ExchangeOf, httpCall, jobCall } from './call.ts';
import { type Invocation, invocationOf } from './invocation.ts';
import { jobInput } from './job.ts';
import { type ErrorLog, errorResponse } from './middleware/error-response.ts';
import type { HttpMiddleware } from './middleware/http-request.ts';
import { exchangeId, knownQuery, ownRoute } from './middleware/route-guard.ts';
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

/** What goes around the calls of a composition root's functions. */
export interface Around<App> {
  /** Around an invocation, from before anything of it is checked until its answer is known. */
  invocation<T>(invocation: Invocation, answer: () => Promise<T>): Promise<T>;
  /** Around a use case, once its input was checked; `event` is the invocation's. */
  useCase(event: object, call: Call<RouteName, unknown>, run: (app: App) => Promise<Reply>): Promise<Reply>;
}

/** What a composition root gives to its endpoints. */
export interface EndpointParts<App> {
  app: () => App;
  /** The read path has nothing. */
  around?: Around<App>;
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
 * HTTP goes through: own route, gate (401), exchange id and query (400), body (413, 415, 400), run. A job is let in by IAM;
 * its failure is thrown, for a returned error would count as success.
 */
export function endpointFactory<App>(parts: EndpointParts<App>) {
  return <R extends RouteName, S extends v.GenericSchema = typeof noBody>(
    spec: EndpointSpec<App, R, S>,
  ): LambdaHandler => {
    const route: Route = ROUTES[spec.route];
    const schema: v.GenericSchema = spec.schema ?? noBody;
    type Body = v.InferOutput<S>;
    const hasExchange = route.path.includes('{exchange}');
    const http = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
      .use(errorResponse(parts.log))
      .use(ownRoute(route))
      .use(parts.gate)
      .use(hasExchange ? [exchangeId()] : [])
      .use(knownQuery(route))
      .use(parts.body)
      .handler(async (event, context) => {
        const input: unknown = parts.body.length === 0 || event.body === undefined ? {} : event.body;
        const body = parseInput(schema, input, 'INVALID_BODY') as Body;
        const exchange = event.pathParameters?.exchange as ExchangeOf<R>;
        return httpResponse(
          await useCase(event, httpCall(event, exchange, body, route.timeoutMs)),
          context.awsRequestId,
        );
      });

    function useCase(event: object, call: Call<R, Body>): Promise<Reply> {
      const run = (app: App) => spec.run(app, call);
      return parts.around ? parts.around.useCase(event, call, run) : run(parts.app());
    }

    async function answerJob(event: object, kind: string): Promise<unknown> {
      const input = jobInput(spec.route, hasExchange, schema, event);
      const exchange = input.exchange as ExchangeOf<R>;
      return asJson(await useCase(event, jobCall(kind, exchange, input.body as Body, route.timeoutMs)));
    }

    return async (event, context) => {
      parts.log().addContext(context);
      try {
        const invocation = invocationOf(spec.route, route.timeoutMs, event, context);
        const { kind } = invocation;
        const answer = () =>
          kind === 'http'
            ? http(event as APIGatewayProxyEventV2, context)
            : answerJob(invocation.event, kind);
        return await (parts.around ? parts.around.invocation<unknown>(invocation, answer) : answer());
      } finally {
        parts.flush();
      }
    };
  };
}

function asJson(reply: Reply): unknown {
  return reply.text === undefined ? reply.json : JSON.parse(reply.text);
}

import { endpointFactory, type LambdaHandler } from '#lib/endpoint.ts';
import { blacklistBody, blacklistExchange, invalidateCache, newestVersion } from '#lib/entry/admin.ts';
import { getConfig, getSupported, getWorkerStatus } from '#lib/entry/read.ts';
import { jobFactory } from '#lib/job-endpoint.ts';
import { type HttpRequest, headerOf } from '#lib/middleware/http-request.ts';
import { jsonBody } from '#lib/middleware/json-body.ts';
import { type Weakening, weakenedApp } from './app.ts';
import { type Guard, WEAKENINGS } from './weakenings.ts';

/** Some of the functions, by name, without one guard. */
export function weakenedHandlers(guard: Guard, env: NodeJS.ProcessEnv): Record<string, LambdaHandler> {
  const app = weakenedApp(WEAKENINGS[guard], env);
  const parts = { app: () => app, log: () => app.logger, flush: app.flush, body: [jsonBody()] };
  const gate = {
    before: async ({ event }: HttpRequest) =>
      void (await app.adminKeys.check(headerOf(event, 'x-admin-key'))),
  };
  const admin = endpointFactory<typeof app>({ ...parts, gate: [gate] });
  const read = endpointFactory<typeof app>({ ...parts, gate: [] });
  const { newestVersion: newest = newestVersion }: Weakening = WEAKENINGS[guard];
  const job = jobFactory<typeof app>(parts);
  return {
    'invalidate-cache': job({
      job: 'invalidate-cache',
      run: (deps) => invalidateCache({ ...deps, cache: deps.shipped }, {}),
      runStream: (deps, event) =>
        invalidateCache({ ...deps, cache: deps.shipped }, { version: newest(event) }),
    }),
    'get-config': read({ route: 'get-config', run: getConfig }),
    'get-supported': read({ route: 'get-supported', run: getSupported }),
    'get-worker-status': read({ route: 'get-worker-status', run: getWorkerStatus }),
    'blacklist-exchange': admin({
      route: 'blacklist-exchange',
      schema: blacklistBody,
      run: blacklistExchange,
    }),
  };
}

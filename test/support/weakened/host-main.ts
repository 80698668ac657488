import { randomUUID } from 'node:crypto';
import { endpointFactory, type LambdaHandler } from '#lib/endpoint.ts';
import { blacklistBody, blacklistExchange } from '#lib/entry/admin.ts';
import { getConfig, getSupported, getWorkerStatus } from '#lib/entry/read.ts';
import type { HttpRequest } from '#lib/middleware/http-request.ts';
import { headerOf } from '#lib/middleware/http-request.ts';
import { jsonBody } from '#lib/middleware/json-body.ts';
import { lambdaContext } from '../http-event.ts';
import { weakenedApp } from './app.ts';
import { type Guard, WEAKENINGS } from './weakenings.ts';

/** As function-host-main.ts, with functions that lack the guard which the first argument names. */
const guard = process.argv[2] as Guard;
const app = weakenedApp(WEAKENINGS[guard], process.env);
const parts = { app: () => app, log: () => app.logger, flush: app.flush, body: [jsonBody()] };
const gate = {
  before: async ({ event }: HttpRequest) => void (await app.adminKeys.check(headerOf(event, 'x-admin-key'))),
};
const admin = endpointFactory<typeof app>({ ...parts, gate: [gate] });
const read = endpointFactory<typeof app>({ ...parts, gate: [] });

const handlers = new Map<string, LambdaHandler>([
  ['get-config', read({ route: 'get-config', run: getConfig })],
  ['get-supported', read({ route: 'get-supported', run: getSupported })],
  ['get-worker-status', read({ route: 'get-worker-status', run: getWorkerStatus })],
  [
    'blacklist-exchange',
    admin({ route: 'blacklist-exchange', schema: blacklistBody, run: blacklistExchange }),
  ],
]);

process.on('message', async ({ id, name, event }: { id: number; name: string; event: unknown }) => {
  try {
    const result = await handlers.get(name)?.(event, { ...lambdaContext(name), awsRequestId: randomUUID() });
    process.send?.({ id, result });
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    process.send?.({ id, error: { message, code } });
  }
});
process.on('disconnect', () => process.exit());

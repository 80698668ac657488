import { once } from 'node:events';
import { pino } from 'pino';
import { ENV } from '#lib/env.ts';
import { ROUTES } from '#lib/routes.ts';
import { partConfig } from '#local/config.ts';
import { loadFunction } from '#local/functions.ts';
import { SITE_FOLDER } from '#local/site-folder.ts';
import { whenToldToStop } from '#services/common/told-to-stop.ts';
import { gatewayServer } from './server.ts';
import { siteFrom } from './site.ts';

const config = partConfig(process.env);
const log = pino({ level: config[ENV.logLevel], base: null });

const names = Object.keys(ROUTES);
const handlers = new Map(
  await Promise.all(names.map(async (name) => [name, await loadFunction(name)] as const)),
);

const server = gatewayServer({
  routes: ROUTES,
  site: siteFrom(SITE_FOLDER),
  loadHandler: async (name) => {
    const handler = handlers.get(name);
    if (!handler) throw new Error(`functions/${name}.ts was not loaded`);
    return handler;
  },
  onAnswer: ({ request, status, ms, error }) => {
    const line = `${request} ${status} ${ms} ms`;
    if (error === undefined) log.info(line);
    else log.error({ err: error }, line);
  },
});

server.listen(config[ENV.port], '127.0.0.1', () => log.info({ functions: names.length }, 'listening'));
whenToldToStop(async () => {
  server.close();
  await once(server, 'close');
});

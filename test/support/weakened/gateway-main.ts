import { ROUTES } from '#lib/routes.ts';
import { gatewayServer } from '#local/gateway/server.ts';
import { weakenedHandlers } from './handlers.ts';
import type { Guard } from './weakenings.ts';

/** As local/gateway/main.ts, with functions that lack the guard which the first argument names. */
const handlers = weakenedHandlers(process.argv[2] as Guard, process.env);
const server = gatewayServer({
  routes: ROUTES,
  loadHandler: async (name) => {
    const handler = handlers[name];
    if (!handler) throw new Error(`${name} has no weakened form`);
    return handler;
  },
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());

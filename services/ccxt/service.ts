import { bodyLimit } from 'hono/body-limit';
import { Hono } from 'hono/quick';
import { AppError } from '#lib/errors.ts';
import { httpApp } from '#services/common/http-app.ts';
import { changeRoutes } from './http/change-routes.ts';
import { exchangeRoutes } from './http/exchange-routes.ts';
import { pauseRoutes } from './http/pause-routes.ts';
import { readRoutes } from './http/read-routes.ts';
import { refusals } from './http/refusals.ts';
import type { ServiceDeps } from './http/service-deps.ts';

const MAX_BODY_BYTES = 16 * 1024;

/** The CCXT service's HTTP application (docs/adr/0003-registry.md). */
export function ccxtService(deps: ServiceDeps, serviceKey: string | undefined): Hono {
  const admin = new Hono();
  admin.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new AppError('BODY_TOO_LARGE', `Send at most ${MAX_BODY_BYTES} bytes.`);
      },
    }),
  );
  admin.route('/', changeRoutes(deps));
  admin.route('/', pauseRoutes(deps));
  admin.route('/', exchangeRoutes(deps));

  const app = httpApp({ serviceKey, protectedPaths: ['/api/admin/*'], log: deps.log });
  app.onError(refusals(deps));
  app.route('/', readRoutes(deps));
  app.route('/api/admin/exchanges', admin);
  return app;
}

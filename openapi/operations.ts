import type { RouteName } from '#lib/routes.ts';
import { EXCHANGES } from './operations/exchanges.ts';
import type { Operation } from './operations/operation.ts';
import { SYSTEM } from './operations/system.ts';
import { WORKERS } from './operations/workers.ts';

/** What the API's description says of each route beside its row in the table of routes. */
export const OPERATIONS: Record<RouteName, Operation> = { ...EXCHANGES, ...WORKERS, ...SYSTEM };

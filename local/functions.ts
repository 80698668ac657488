import { JOBS, ROUTES } from '#lib/routes.ts';
import type { Handler } from './lambda.ts';

/** All functions, and for how long each may run, milliseconds. */
export const FUNCTION_TIMEOUTS: ReadonlyMap<string, number> = new Map(
  Object.entries({ ...ROUTES, ...JOBS }).map(([name, { timeoutMs }]) => [name, timeoutMs]),
);

/** The handler of functions/NAME.ts, the very one that is deployed. */
export async function loadFunction(name: string): Promise<Handler> {
  const module = await import(new URL(`../functions/${name}.ts`, import.meta.url).href);
  return module.handler;
}

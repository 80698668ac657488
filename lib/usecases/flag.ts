import type { Call } from '../call.ts';
import { AppError } from '../errors.ts';
import type { RouteName } from '../routes.ts';

/** A query parameter that is `true` or `false`, or not there. */
export function flag(query: Call<RouteName, unknown>['query'], name: string): boolean {
  const value = query[name];
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new AppError('INVALID_REQUEST', `Send ${name}=true or ${name}=false.`);
}

import { AppError } from './errors.ts';

/** The documented 503 of everything that needs the collector. */
export function collectorUnavailable(cause: unknown): AppError {
  return new AppError('COLLECTOR_UNAVAILABLE', 'The registry is not affected: try again shortly.', { cause });
}

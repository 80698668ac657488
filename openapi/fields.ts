import { CONFIGURATION } from './fields/configuration.ts';
import { RESULTS } from './fields/results.ts';
import { WORKERS } from './fields/workers.ts';

/**
 * What the fields of bodies and answers mean, by name, or by schema and name where one name means two things. Instants
 * are ISO 8601 in UTC, durations milliseconds.
 */
export const FIELDS: Record<string, string> = { ...CONFIGURATION, ...WORKERS, ...RESULTS };

import type { RouteName } from '#lib/routes.ts';

/** One documented call. In query and header values `{version}`, `{etag}` and `{cursor}` stand for what an earlier answer gave. */
export interface Step {
  operation: RouteName;
  /** Unique within its operation. */
  name: string;
  summary: string;
  status: number;
  /** Of an error. */
  code?: string;
  exchange?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** In place of a body: sent as it is, and not shown. */
  text?: string;
  withoutKey?: true;
}

/** How an operator would see it: what is asked, and in what words that is told. */
export function step(
  operation: RouteName,
  name: string,
  summary: string,
  more: Partial<Omit<Step, 'operation' | 'name' | 'summary'>> = {},
): Step {
  return { operation, name, summary, status: 200, ...more };
}

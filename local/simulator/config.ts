import * as v from 'valibot';
import { ENV } from '#lib/env.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const environment = v.object({
  [ENV.host]: v.optional(v.string(), '127.0.0.1'),
  [ENV.port]: v.optional(
    v.pipe(v.string(), v.digits(), v.transform(Number), v.maxValue(65_535, 'a port is at most 65535')),
    '3003',
  ),
  [ENV.logLevel]: v.optional(v.pipe(v.string(), v.toLowerCase(), v.picklist(LEVELS)), 'info'),
});

/** Where the simulated exchanges listen; port 0 means any free one. */
export interface SimulatorConfig {
  host: string;
  port: number;
  logLevel: (typeof LEVELS)[number];
}

/** Throws with the name of the variable that is wrong. */
export function simulatorConfig(env: NodeJS.ProcessEnv): SimulatorConfig {
  const result = v.safeParse(environment, env);
  if (!result.success) {
    const issue = result.issues[0];
    throw new Error(`environment variable ${v.getDotPath(issue)}: ${issue.message}`);
  }
  const values = result.output;
  return { host: values[ENV.host], port: values[ENV.port], logLevel: values[ENV.logLevel] };
}

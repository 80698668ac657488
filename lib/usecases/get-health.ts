import type { Call } from '../call.ts';
import { AppError } from '../errors.ts';
import { RESILIENCE } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { SERVICE_NAME } from '../telemetry-names.ts';
import { VERSION } from '../version.ts';
import { withinMs } from '../within-ms.ts';

/** What the deep form asks. `registry` tells the version that the CCXT service reads. */
export const PARTS = ['redis', 'elastiCache', 'ccxtService', 'collector', 'registry'] as const;
export type Part = (typeof PARTS)[number];

/** Asks one part; gives what else it says of itself, and rejects when it is down. */
export type Probe = (signal: AbortSignal) => Promise<Record<string, string | number>>;

/** Why a part is not up, or cannot say, in words that may be shown. */
export class PartProblem extends Error {
  override readonly name = 'PartProblem';
  readonly status: 'down' | 'skipped';
  readonly code: string;

  constructor(status: 'down' | 'skipped', code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface HealthDeps {
  /** A part without a probe is not configured here. */
  probes: Partial<Record<Part, Probe>>;
  logger: { warn(message: string, cause: Error): void };
}

interface Check {
  status: 'up' | 'down' | 'skipped';
  latencyMs: number;
  [fact: string]: string | number;
}

/** Only the deep form asks anything, and needs the admin key. */
export function isDeep(query: Readonly<Record<string, string | undefined>> | undefined): boolean {
  return query?.deep === 'true';
}

/**
 * GET health.
 *
 * 1. Shallow: answer that this function runs, and which release it is.
 * 2. Deep: ask every part at once. 200 when all that are configured are up, else 503 with the same body.
 */
export async function getHealth(deps: HealthDeps, call: Call<'get-health', unknown>): Promise<Reply> {
  const self = { service: SERVICE_NAME, version: VERSION, timestamp: new Date().toISOString() };
  if (!isDeep(call.query)) return { json: { status: 'healthy', ...self } };

  const limitMs = Math.min(RESILIENCE.deepHealthMs, call.deadline.remainingMs());
  const entries = PARTS.map(async (part) => [part, await checked(part, deps, limitMs)] as const);
  const checks: Record<string, Check> = Object.fromEntries(await Promise.all(entries));
  const isHealthy = Object.values(checks).every(({ status }) => status !== 'down');
  return {
    ...(isHealthy ? {} : { status: 503, headers: { 'retry-after': '5' } }),
    json: { status: isHealthy ? 'healthy' : 'unhealthy', ...self, checks },
  };
}

async function checked(part: Part, { probes, logger }: HealthDeps, limitMs: number): Promise<Check> {
  const probe = probes[part];
  if (!probe) {
    return { status: 'skipped', latencyMs: 0, code: 'NOT_CONFIGURED', message: 'This deployment has none.' };
  }
  const signal = AbortSignal.timeout(limitMs);
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  try {
    const facts = await withinMs(probe(signal), limitMs);
    return { status: 'up', latencyMs: latencyMs(), ...facts };
  } catch (error) {
    const { status, code, message } = problemOf(error, signal);
    if (status === 'down')
      logger.warn(`health: ${part}`, error instanceof Error ? error : new Error(String(error)));
    return { status, latencyMs: latencyMs(), code, message };
  }
}

function problemOf(error: unknown, signal: AbortSignal): Pick<PartProblem, 'status' | 'code' | 'message'> {
  if (error instanceof PartProblem) return error;
  if (error instanceof AppError) return { status: 'down', code: error.code, message: error.message };
  const code = signal.aborted ? 'TIMEOUT' : 'UNAVAILABLE';
  return { status: 'down', code, message: 'It does not answer; the cause is in the log.' };
}

import { type Layout, startPackagedFunction } from '../../test/support/lambda/packaged-function.ts';
import { residentMb } from './cpu.ts';
import { Disturbed } from './disturbed.ts';
import { type Answer, answerOf, digest } from './response.ts';

/** One thing to start cold. */
export interface Variant {
  layout: Layout;
  environment: Record<string, string>;
  event: unknown;
  /** Of the body that it must answer with, every time. */
  digest?: string | undefined;
  /** 200 unless given. */
  status?: number;
  /** Runs before every start, unmeasured. */
  before?: () => Promise<unknown>;
  /** Throws unless the answer shows that what is to be measured did the work. */
  prove?: (answer: Answer, output: string) => void;
}

export interface ColdStart {
  /** All threads, those that have ended among them, from spawn to the first response. */
  cpuMs: number;
  /** From spawn until it asks for its first event. */
  initMs: number;
  /** From spawn to the first response. */
  wallMs: number;
  residentMb: number;
}

/** Starts a function in a process of its own, sends it one event, and ends it. */
export async function coldStart(name: string, variant: Variant): Promise<ColdStart> {
  await variant.before?.();
  let pid = 0;
  let initMs = 0;
  let measured: ColdStart | undefined;
  const startedAt = performance.now();
  const running = await startPackagedFunction(name, variant.layout, variant.environment, (call, cpuMs) => {
    const ms = performance.now() - startedAt;
    if (call === 'next') initMs ||= ms;
    else measured ??= { cpuMs, wallMs: ms, initMs, residentMb: residentMb(pid) };
  });
  pid = running.pid;
  try {
    const answer = answerOf(await running.invoke(variant.event));
    check(name, answer, variant, running.output());
    if (!measured) throw new Error(`${name} did not respond`);
    return measured;
  } finally {
    await running.stop();
  }
}

/** In every round: a bench on an emptied cache, or of refusals, looks very fast. */
export function check(name: string, answer: Answer, variant: Variant, output: string): void {
  if (answer.status !== (variant.status ?? 200))
    throw new Error(`${name} answered ${answer.status}: ${answer.body}\n${output}`);
  if (variant.digest !== undefined && digest(answer.body) !== variant.digest)
    throw new Error(`${name} answered with another body: ${answer.body.slice(0, 200)}`);
  if (answer.headers['x-cache'] === 'BYPASS') throw new Disturbed(`${name} went past Redis`);
  variant.prove?.(answer, output);
}

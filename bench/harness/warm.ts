import { startPackagedFunction } from '../../test/support/lambda/packaged-function.ts';
import { check, type Variant } from './cold.ts';
import { cpuMs } from './cpu.ts';
import { answerOf } from './response.ts';
import { summary } from './statistics.ts';

/** Invocations before anything is measured: the code is compiled and optimised, the connections are open. */
const WARM_UP = 150;

export interface WarmFunction {
  /** Of so many invocations, one after the other: the median time of one, and the CPU of one. */
  measure(invocations: number): Promise<{ wallMs: number; cpuMs: number }>;
  stop(): Promise<void>;
}

/** A function that has answered before; `smoke` warms it up hardly. */
export async function warmFunction(name: string, variant: Variant, warmUp = WARM_UP): Promise<WarmFunction> {
  let respondedAt = 0;
  let idle = Promise.withResolvers<void>();
  const running = await startPackagedFunction(name, variant.layout, variant.environment, (call) => {
    if (call === 'next') idle.resolve();
    else respondedAt = performance.now();
  });
  const { event } = variant;

  async function invoke(): Promise<{ ms: number; outcome: Awaited<ReturnType<typeof running.invoke>> }> {
    await idle.promise; // it waits for its next event
    idle = Promise.withResolvers();
    const startedAt = performance.now();
    const outcome = await running.invoke(event);
    return { ms: respondedAt - startedAt, outcome };
  }

  for (let n = 0; n < warmUp; n++) await invoke();
  return {
    async measure(invocations) {
      check(name, answerOf((await invoke()).outcome), variant, running.output());
      const before = cpuMs(running.pid);
      const times: number[] = [];
      for (let n = 0; n < invocations; n++) times.push((await invoke()).ms);
      return {
        wallMs: summary(times).median,
        cpuMs: (cpuMs(running.pid) - before) / invocations,
      };
    },
    stop: () => running.stop(),
  };
}

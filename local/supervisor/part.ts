import type { Clock } from './clock.ts';

/** What a part is and how one knows that it answers. */
export interface PartSpec {
  name: string;
  /** The module that is run, absolute. */
  module: string;
  args: string[];
  env: Record<string, string>;
  /** Rejects while the part does not answer. */
  probe: () => Promise<void>;
  /** Parts that must answer before this one is started, and that are stopped after it. */
  needs: string[];
}

/** A started process, reduced to what supervision needs. */
export interface PartProcess {
  /** How it ended: a signal's name or `code N`. */
  ended: Promise<string>;
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface Part {
  start(): void;
  /** Ends it for good; settles when its process is gone. */
  stop(): Promise<void>;
}

/** A process that lived this long had a good start: the next restart is quick again. */
const GOOD_START_MS = 30_000;
const STOP_GRACE_MS = 6_000;

/** 0.25 s, doubling to 10 s at most. */
export function restartDelayMs(failures: number): number {
  return Math.min(250 * 2 ** failures, 10_000);
}

type State =
  | { is: 'stopped' }
  | { is: 'running'; process: PartProcess; since: number }
  | { is: 'waiting'; cancel: () => void };

/** How a process ends that only a person can help: bad configuration (EX_CONFIG of sysexits.h), a damaged file. */
const HOPELESS = 'code 78';

/**
 * Keeps one part running: a process that ends without having been told to is started again, with growing delays;
 * one that says that this is of no use is given up.
 */
export function supervisedPart(
  name: string,
  deps: {
    spawn: () => PartProcess;
    clock: Clock;
    say: (level: 'info' | 'error', text: string) => void;
    giveUp: (error: Error) => void;
  },
): Part {
  let state: State = { is: 'stopped' };
  let failures = 0;

  function run(): void {
    const process = deps.spawn();
    state = { is: 'running', process, since: deps.clock.now() };
    void process.ended.then((how) => onEnd(process, how));
  }

  function onEnd(process: PartProcess, how: string): void {
    if (state.is !== 'running' || state.process !== process) return;
    if (how === HOPELESS) {
      state = { is: 'stopped' };
      deps.giveUp(new Error(`${name} cannot run: its lines above say why, and what to do.`));
      return;
    }
    if (deps.clock.now() - state.since >= GOOD_START_MS) failures = 0;
    const delay = restartDelayMs(failures++);
    deps.say('error', `${name} ended (${how}): it is started again in ${delay / 1000} s`);
    state = { is: 'waiting', cancel: deps.clock.after(delay, run) };
  }

  return {
    start: run,
    async stop() {
      const last = state;
      state = { is: 'stopped' };
      if (last.is === 'waiting') last.cancel();
      if (last.is !== 'running') return;
      last.process.signal('SIGTERM');
      const cancel = deps.clock.after(STOP_GRACE_MS, () => last.process.signal('SIGKILL'));
      await last.process.ended;
      cancel();
    },
  };
}

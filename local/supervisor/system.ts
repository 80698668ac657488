import type { Clock } from './clock.ts';
import { type Part, type PartProcess, type PartSpec, supervisedPart } from './part.ts';

const PROBE_EVERY_MS = 50;

export interface System {
  /** Settles when every part has answered; rejects after `readyTimeoutMs`, naming those that did not. */
  ready: Promise<void>;
  /** Rejects when a part cannot run and starting it again is of no use. */
  failed: Promise<never>;
  /** Ends all parts, those that others need last; settles when no process is left. */
  stop(): Promise<void>;
}

/** Starts parts in the order of their needs and keeps them running. */
export function startSystem(
  specs: PartSpec[],
  deps: {
    spawn: (spec: PartSpec) => PartProcess;
    clock: Clock;
    say: (level: 'info' | 'error', text: string) => void;
    readyTimeoutMs: number;
  },
): System {
  let stopping = false;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // whoever waits for it hears of it
  const deadline = deps.clock.now() + deps.readyTimeoutMs;
  const parts = new Map<string, Part>();
  const answering = new Map<string, Promise<void>>();
  const started = new Set<string>();

  async function bringUp(spec: PartSpec): Promise<void> {
    await Promise.all(spec.needs.map((name) => answering.get(name)));
    if (stopping) return;
    const part = supervisedPart(spec.name, {
      ...deps,
      spawn: () => spawnAndWatch(spec),
      giveUp: failed.reject,
    });
    parts.set(spec.name, part);
    part.start();
    await untilAnswering(spec, deadline);
  }

  /** Says so when a part that was started again answers again. */
  function spawnAndWatch(spec: PartSpec): PartProcess {
    const again = started.has(spec.name);
    started.add(spec.name);
    const process = deps.spawn(spec);
    if (again) {
      untilAnswering(spec, Number.POSITIVE_INFINITY, process.ended).then(
        () => deps.say('info', `${spec.name} is back`),
        () => {},
      );
    }
    return process;
  }

  async function untilAnswering(spec: PartSpec, until: number, ended?: Promise<string>): Promise<void> {
    let gone = false;
    void ended?.then(() => {
      gone = true;
    });
    for (;;) {
      try {
        return await spec.probe();
      } catch (error) {
        if (stopping || gone) throw new Error('stopped');
        if (deps.clock.now() >= until) {
          throw new Error(
            `${spec.name} does not answer (${(error as Error).message}): its lines above say why.`,
          );
        }
      }
      await new Promise<void>((resolve) => void deps.clock.after(PROBE_EVERY_MS, resolve));
    }
  }

  for (const spec of specs) answering.set(spec.name, bringUp(spec));

  const stopped = new Map<string, Promise<void>>();
  function stopPart(spec: PartSpec): Promise<void> {
    const known = stopped.get(spec.name);
    if (known) return known;
    const users = specs.filter((other) => other.needs.includes(spec.name));
    const done = Promise.all(users.map(stopPart)).then(() => parts.get(spec.name)?.stop());
    stopped.set(spec.name, done);
    return done;
  }

  return {
    ready: Promise.all(answering.values()).then(() => {}),
    failed: failed.promise,
    async stop() {
      stopping = true;
      await Promise.all(specs.map(stopPart));
    },
  };
}

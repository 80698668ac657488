import { fileURLToPath } from 'node:url';
import type { PartProcess, PartSpec } from './part.ts';

/**
 * Has the console built in a process of its own; `ended` tells whether it was. When it was not, the API runs all the
 * same, and the gateway serves the last build, if there is one.
 */
export function buildConsole(deps: {
  spawn: (spec: Pick<PartSpec, 'name' | 'module' | 'args' | 'env'>) => PartProcess;
  say: (level: 'info' | 'error', text: string) => void;
  env: Record<string, string>;
}): { ended: Promise<boolean>; stop: () => void } {
  const build = deps.spawn({
    name: 'console',
    module: fileURLToPath(new URL('../../build/site.ts', import.meta.url)),
    args: [],
    env: deps.env,
  });
  const ended = build.ended.then((how) => {
    if (how !== 'code 0')
      deps.say('error', `the console could not be built (${how}): the API runs all the same`);
    return how === 'code 0';
  });
  return { ended, stop: () => build.signal('SIGTERM') };
}

import type { Logger } from 'pino';

const EVERY_MS = 500;

/**
 * Runs `look` twice a second while anything is under way: another instance may blacklist an exchange that this
 * one is just talking to.
 */
export function watchWhileBusy(look: () => Promise<void>, log: Logger) {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = () => look().catch((error) => log.warn({ err: error }, 'the registry could not be watched'));
  return {
    busy() {
      count += 1;
      timer ??= setInterval(run, EVERY_MS);
    },
    done() {
      count -= 1;
      if (count > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

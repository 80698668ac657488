import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npm start -- [--live] [--state DIR] [--reset]

  --live       poll the real exchanges instead of the simulated ones
  --state DIR  keep the state in DIR instead of .local
  --reset      begin with an empty state

Environment: PORT (3000; the parts take the next four), REDIS_URL (else one is started),
ADMIN_API_KEY (else one is made), LOG_LEVEL (info).`;

export interface Options {
  live: boolean;
  reset: boolean;
  help: boolean;
  /** Absolute. */
  state: string;
}

const FLAGS = {
  live: { type: 'boolean', default: false },
  reset: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  state: { type: 'string', default: '.local' },
} as const;

/** @throws with a sentence that names the flags there are. */
export function parseOptions(args: string[], cwd: string): Options {
  try {
    const { values } = parseArgs({ args, options: FLAGS, allowPositionals: false });
    return { ...values, state: resolve(cwd, values.state) };
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0];
    throw new Error(`${reason}. The flags are --live, --state DIR, --reset and --help, after npm start --.`);
  }
}

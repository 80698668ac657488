import { argv } from 'node:process';
import { ENV } from '#lib/env.ts';
import { whenToldToStop } from '#services/common/told-to-stop.ts';
import { partConfig } from './config.ts';
import { provideRedis } from './redis.ts';

/** The part that holds Redis: it ends with Redis, and Redis with it. Its argument is the folder for the data. */
const [, , folder = ''] = argv;

/** Said at every start and stop, or about the machine: nothing that a developer must act on. */
const NO_NEWS =
  /oO0Oo|^Redis version=|^Configuration loaded|^Server initialized|Received SIG|User requested shutdown|ready to exit|overcommit_memory|Transparent Huge Pages|TCP backlog|^$/;

const redis = await provideRedis({
  url: undefined,
  port: partConfig(process.env)[ENV.port],
  folder,
  onLine: (line) => {
    // `PID:M DATE * text`; `*`, `-` and `.` are notices, `#` is a warning.
    const [, mark = '#', text = line] = /^\d+:\S+ .*? ([.\-*#]) (.*)$/.exec(line) ?? [];
    if (mark === '#' && !NO_NEWS.test(text)) console.error(text);
  },
});

let stopping = false;
whenToldToStop(() => {
  stopping = true;
  return redis.stop();
});
const how = await redis.ended;
if (!stopping) {
  console.error(`redis-server ended (${how})`);
  process.exit(1);
}

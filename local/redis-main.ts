import { argv } from 'node:process';
import { ENV } from '#lib/env.ts';
import { whenToldToStop } from '#services/common/told-to-stop.ts';
import { partConfig } from './config.ts';
import { provideRedis } from './redis.ts';

/** The part that holds Redis: it ends with Redis, and Redis with it. Its argument is the folder for the data. */
const [, , folder = ''] = argv;

/** About the machine, not about us, and nothing that a developer must act on. */
const NO_NEWS = /overcommit_memory|Transparent Huge Pages|TCP backlog|^$/;

const redis = await provideRedis({
  url: undefined,
  port: partConfig(process.env)[ENV.port],
  folder,
  say: (line) => {
    // `PID:M DATE * text`; `*`, `-` and `.` are notices, `#` is a warning.
    const [, mark = '#', text = line] = /^\d+:[A-Z] .*?([.\-*#]) (.*)$/.exec(line) ?? [];
    if (mark === '#' && !NO_NEWS.test(text)) console.log(text);
  },
});
whenToldToStop(() => redis.stop());
console.error(`redis-server ended (${await redis.ended})`);
process.exit(1);

import { ccxtServiceStart } from './ccxt-service.ts';
import { coldAdmin } from './cold-admin.ts';
import { coldExpress } from './cold-express.ts';
import { coldMiss } from './cold-miss.ts';
import { coldRead } from './cold-read.ts';
import type { Goal } from './goal.ts';
import { pipeline } from './pipeline.ts';
import { stampede } from './stampede.ts';
import { warmRead } from './warm-read.ts';

/** docs/performance.md has the goals; 9 is `npm run drill`, 10 `npm run cost`. */
export const GOALS: readonly Goal[] = [
  coldRead,
  coldAdmin,
  coldExpress,
  warmRead,
  pipeline,
  stampede,
  coldMiss,
  ccxtServiceStart,
];

import { coldAdmin } from './cold-admin.ts';
import { coldExpress } from './cold-express.ts';
import { coldRead } from './cold-read.ts';
import type { Goal } from './goal.ts';

/** docs/performance.md has the goals; 9 is `npm run drill`, 10 `npm run cost`. */
export const GOALS: readonly Goal[] = [coldRead, coldAdmin, coldExpress];

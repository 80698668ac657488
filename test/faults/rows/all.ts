import type { NotExercised, Row } from '../scenario.ts';
import { redisAwayRows } from './redis-away.ts';

export const ROWS: (Row | NotExercised)[] = [...redisAwayRows];

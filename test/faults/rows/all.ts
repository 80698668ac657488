import type { NotExercised, Row } from '../scenario.ts';
import { ccxtServiceRows } from './ccxt-service.ts';
import { collectorAwayRows } from './collector-away.ts';
import { concurrencyRows } from './concurrency.ts';
import { failoverRows } from './failover.ts';
import { redisAwayRows } from './redis-away.ts';
import { redisContentRows } from './redis-contents.ts';
import { redisReplyRows } from './redis-replies.ts';

/** The fault table, in its order. */
export const ROWS: (Row | NotExercised)[] = [
  ...redisAwayRows,
  ...redisReplyRows,
  ...failoverRows,
  ...redisContentRows,
  ...concurrencyRows,
  ...ccxtServiceRows,
  ...collectorAwayRows,
];

import type { Row } from '../scenario.ts';
import { ccxtServiceRows } from './ccxt-service.ts';
import { collectorAwayRows } from './collector-away.ts';
import { collectorNodeRows } from './collector-nodes.ts';
import { concurrencyRows } from './concurrency.ts';
import { durablePathRows } from './durable-path.ts';
import { exchangeRows } from './exchanges.ts';
import { failoverRows } from './failover.ts';
import { midFillRows } from './mid-fill.ts';
import { redisAwayRows } from './redis-away.ts';
import { redisContentRows } from './redis-contents.ts';
import { redisReplyRows } from './redis-replies.ts';
import { registryRows } from './registry.ts';
import { registryWriteRows } from './registry-writes.ts';
import { rubbishRows } from './rubbish.ts';
import { secretRows } from './secrets.ts';

/** The fault table, in its order. */
export const ROWS: Row[] = [
  ...redisAwayRows,
  ...redisReplyRows,
  ...failoverRows,
  ...redisContentRows,
  ...midFillRows,
  ...concurrencyRows,
  ...ccxtServiceRows,
  ...rubbishRows,
  ...collectorAwayRows,
  ...registryRows,
  ...registryWriteRows,
  ...secretRows,
  ...durablePathRows,
  ...exchangeRows,
  ...collectorNodeRows,
].sort((a, b) => a.number - b.number);

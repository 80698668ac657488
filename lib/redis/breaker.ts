import { breaker, type Guard } from '../breaker.ts';
import { RESILIENCE } from '../resilience.ts';

/** While Redis is probed the others go without it, which is quicker than waiting. */
export const redisBreaker = (): Guard => breaker(RESILIENCE.redis.breaker, 'refuse');

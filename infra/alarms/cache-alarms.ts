import type { AlarmTable } from './alarms.ts';

/** The cache, as readers meet it and as its nodes tell. */
export const CACHE_ALARMS = {
  bypass: {
    name: 'cache-bypass',
    severity: 'page',
    limit: { above: 20 },
    periods: 2,
    meaning: 'Reads go past the cache to the CCXT service.',
  },
  fillRefused: {
    name: 'fill-refused',
    severity: 'ticket',
    limit: { above: 50 },
    periods: 3,
    meaning: 'Fills lose their lease over and over: the cache stays cold.',
  },
  cacheMemory: {
    name: 'cache-memory',
    severity: 'page',
    limit: { above: 75 },
    periods: 3,
    meaning: 'The cache fills up; when it is full, queue and fills stop.',
  },
  cacheCpu: {
    name: 'cache-cpu',
    severity: 'ticket',
    limit: { above: 80 },
    periods: 3,
    meaning: "The cache's one engine thread is near its limit.",
  },
  cacheConnections: {
    name: 'cache-connections',
    severity: 'ticket',
    limit: { above: 10_000 },
    periods: 3,
    meaning: 'Connections are leaked, or far more run than planned.',
  },
} as const satisfies AlarmTable;

import { serveLoads } from '#services/collector/markets/serve-loads.ts';
import { openAlias } from './aliases.ts';

serveLoads(openAlias);

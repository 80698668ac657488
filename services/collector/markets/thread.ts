import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { serveLoads } from './serve-loads.ts';

serveLoads(openExchange);

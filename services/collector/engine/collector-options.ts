import type { Logger } from 'pino';
import type { CcxtService } from '#lib/ports.ts';
import type { OpenExchange } from '../poll/open-for-polling.ts';
import type { marketWriter } from '../store/market-writer.ts';
import type { turns } from '../store/turns.ts';
import type { reconciler } from './reconciler.ts';

export interface CollectorOptions {
  instanceId: string;
  /** Nodes of one name share the exchanges' rate limits. */
  egressId: string;
  redisUrl: string;
  ccxtService: Pick<CcxtService, 'config' | 'pause' | 'resume'>;
  exchangeProxyUrl: string | undefined;
  defaultPollIntervalMs: number;
  /** How instances are made, and the file of the thread that loads markets with them. */
  openExchange: OpenExchange;
  marketsThread: URL;
  /** Streamed rather than polled; unset: none. */
  streamExchanges?: ReadonlySet<string>;
  /** Where changes of workers' states are sent to; unset: they are on their stream only. */
  eventBusName?: string | undefined;
  /** Others in place of those that ship. */
  parts?: Partial<CollectorParts>;
  log: Logger;
}

/** What keeps workers right when nodes, exchanges or Redis do not. */
export interface CollectorParts {
  turns: typeof turns;
  writer: typeof marketWriter;
  reconciler: typeof reconciler;
}

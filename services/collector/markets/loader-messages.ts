import type { MessagePort } from 'node:worker_threads';
import type { Failure } from '#services/common/exchange/failure.ts';

/** From the main thread to the one that loads markets; all else about this load goes over its `port`. */
export interface LoadMessage {
  port: MessagePort;
  exchange: string;
  proxyUrl: string | undefined;
  timeoutMs: number;
}

export interface RequestParams {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export interface HttpReply {
  status: number;
  statusText: string;
  headers: Record<string, string | string[] | undefined>;
  body: Uint8Array;
}

/** What the thread has the main thread do, which holds turn, rate limit and sockets. */
export type Call = { call: number } & ({ weight: number } | { url: string; params: RequestParams });

/** What became of a call; an error as far as ccxt looks at it. */
export type Answer = { call: number } & (
  | { reply: HttpReply | undefined }
  | { error: { name: string; message: string; code: string | undefined } }
);

/** How a load ends. */
export type Outcome = { packed: Uint8Array<ArrayBuffer> } | { failure: Failure };

import type { ServerResponse } from 'node:http';
import { json, type Reply, send, sendHalf } from '../http/reply.ts';
import type { Fault } from './fault.ts';

const PAGE = Buffer.from(
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>',
);

/**
 * Does to `reply` what the fault says; `failure` gives the exchange's own body for an error status.
 *
 * "refuse" is a reset before any answer: on one port for all exchanges, which of them is meant is only known once
 * the request has been read.
 */
export function respondWithFault(
  res: ServerResponse,
  reply: Reply,
  fault: Fault,
  failure: (status: number) => unknown,
): void {
  switch (fault.kind) {
    case 'refuse':
      res.socket?.resetAndDestroy();
      break;
    case 'hang':
      break;
    case 'stall':
      sendHalf(res, reply);
      break;
    case 'reset':
      sendHalf(res, reply, () => res.socket?.resetAndDestroy());
      break;
    case 'html':
      send(res, { status: 200, body: PAGE }, { 'content-type': 'text/html; charset=UTF-8' });
      break;
    case 'status': {
      send(res, { status: fault.status, body: json(failure(fault.status)) }, retryAfter(fault));
      break;
    }
    case 'latency': {
      const timer = setTimeout(() => send(res, reply), fault.ms);
      res.once('close', () => clearTimeout(timer));
    }
  }
}

function retryAfter(fault: Extract<Fault, { kind: 'status' }>): Record<string, string> {
  const { retryAfterSeconds: seconds, retryAfterForm: form = 'seconds' } = fault;
  if (seconds === undefined) return {};
  if (form === 'seconds') return { 'retry-after': String(seconds) };
  const now = Date.now();
  const utc = (ms: number) => new Date(ms).toUTCString();
  return { date: utc(now), 'retry-after': utc(now + seconds * 1000) };
}

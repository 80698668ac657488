import * as v from 'valibot';
import { collectorUnavailable } from '../collector-unavailable.ts';
import type { Collector, RestartOutcome } from '../ports.ts';
import {
  restartAllReply,
  restartReply,
  workerDetail,
  workerReport,
  workersReport,
} from '../schemas/collector.ts';
import type { HttpClient, HttpReply, HttpRequest } from './http-client.ts';

/** The collector over HTTP. Its refusals carry a `code` (services/collector). */
export function collectorClient(http: HttpClient, serviceKey: () => Promise<string>): Collector {
  async function call(request: Omit<HttpRequest, 'headers'>): Promise<HttpReply> {
    return http({ ...request, headers: { 'x-api-key': await serviceKey() } });
  }

  return {
    async workers({ signal }) {
      try {
        const reply = await call({ method: 'GET', path: '/workers', signal });
        if (reply.status !== 200) throw new Error(`the collector answered with status ${reply.status}`);
        return { workers: v.parse(workersReport, reply.json).workers, raw: reply.json };
      } catch (cause) {
        throw collectorUnavailable(cause);
      }
    },
    async worker(exchange, { signal }) {
      const reply = await call({ method: 'GET', path: `/workers/${encodeURIComponent(exchange)}`, signal });
      if (reply.status === 404) return undefined;
      if (reply.status !== 200) throw collectorUnavailable(`status ${reply.status}`);
      return v.parse(workerReport, reply.json);
    },
    async detail(exchange, { signal }) {
      try {
        const reply = await call({ method: 'GET', path: `/workers/${encodeURIComponent(exchange)}`, signal });
        const absent = absence(reply);
        if (absent) return { kind: absent };
        if (reply.status !== 200) throw new Error(`the collector answered with status ${reply.status}`);
        return { kind: 'found', worker: v.parse(workerDetail, reply.json) };
      } catch (cause) {
        throw collectorUnavailable(cause);
      }
    },
    async restart(exchange, reason, { signal }) {
      try {
        const path = `/workers/${encodeURIComponent(exchange)}/restart`;
        return restartOutcome(await call({ method: 'POST', path, body: { reason }, signal }));
      } catch (cause) {
        return { kind: 'unavailable', cause };
      }
    },
    async restartAll(reason, { exchanges, signal }) {
      try {
        const body = { reason, ...(exchanges && { exchanges }) };
        const reply = await call({ method: 'POST', path: '/restart', body, signal });
        return reply.status === 200 ? v.parse(restartAllReply, reply.json).workers : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

function restartOutcome(reply: HttpReply): RestartOutcome {
  if (reply.status === 200) {
    const result = v.safeParse(restartReply, reply.json);
    if (result.success) return { kind: 'reconciled', worker: result.output.worker };
  }
  if (reply.status === 503) return { kind: 'unavailable', cause: reply.status };
  const absent = absence(reply);
  return absent ? { kind: absent } : { kind: 'failed', cause: `status ${reply.status}` };
}

/** Why there is no such worker, when the collector says so. */
function absence(reply: HttpReply): 'unknown' | 'not-active' | undefined {
  const code = (reply.json as { code?: unknown } | null)?.code;
  if (reply.status === 404 && code === 'EXCHANGE_UNKNOWN') return 'unknown';
  if (reply.status === 404 && code === 'EXCHANGE_NOT_ACTIVE') return 'not-active';
  return undefined;
}

import { ENV } from '#lib/env.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { freePorts } from '../../support/free-ports.ts';
import { startGateway } from '../../support/gateway-process.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { KEYS, type Lab } from '../lab.ts';
import type { Scene } from '../scene.ts';
import type { Subject } from '../subject.ts';

/** One input, and the only answers it may have. */
export interface BadInput {
  name: string;
  send(bench: Bench): Promise<Got>;
  /** `STATUS` or `STATUS CODE`. */
  expected: string[];
}

export interface Got {
  status: number;
  code: string;
}

/** A request as bytes: `lines` are the request line and headers, without Host. */
export type RawRequest = { lines: string[]; body?: string | Buffer };

/** The gateway and the functions behind it, and how often they asked the services. */
export interface Bench {
  /** Sends exactly these bytes to the gateway. */
  raw(request: RawRequest): Promise<Got>;
  /** Sends an event straight to a function. */
  functions: Subject;
  upstreamCalls(): number;
}

export const API = '/api/v1/exchanges';
export const KEY_HEADER = `X-Admin-Key: ${KEYS.admin}`;

export async function startBench(scene: Scene, lab: Lab): Promise<Bench> {
  const cache = await scene.cache();
  const [ccxt, collector] = await Promise.all([
    FaultProxy.start(lab.ccxt.url),
    FaultProxy.start(lab.collector.url),
  ]);
  const gateway = await startGateway(await freePorts(1), {
    [ENV.redisUrl]: cache.url,
    [ENV.ccxtServiceUrl]: ccxt.url,
    [ENV.collectorUrl]: collector.url,
    [ENV.adminApiKey]: KEYS.admin,
    [ENV.serviceApiKey]: KEYS.service,
    [ENV.recordsPath]: scene.file('records.sqlite'),
  });
  lab.watch('gateway', gateway.output);
  scene.onEnd(() => gateway.end('SIGKILL'));
  scene.onEnd(async () => void (await Promise.all([ccxt.close(), collector.close()])));
  const functions = await scene.shipped(cache);
  await functions.read(); // so that reads among the inputs are hits
  const proxies = [ccxt, collector, functions.ccxt, functions.collector];
  const calls = () => proxies.reduce((sum, { requests }) => sum + requests.length, 0);
  const before = calls();
  const port = Number(new URL(gateway.url).port);
  return {
    functions,
    upstreamCalls: () => calls() - before,
    async raw({ lines: [line, ...headers], body = '' }) {
      const head = [line, 'Host: api.test', ...headers, 'Connection: close'];
      if (body.length > 0) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
      const bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
      const { status, body: text } = await sendRaw(port, bytes);
      return { status, code: codeOf(text) };
    },
  };
}

function codeOf(text: string): string {
  try {
    return JSON.parse(text).code ?? '';
  } catch {
    return '';
  }
}

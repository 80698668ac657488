import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { RESILIENCE } from '#lib/resilience.ts';
import { guardedClient } from '#lib/upstream/guarded-client.ts';
import type { HttpClient, HttpReply } from '#lib/upstream/http-client.ts';
import { UpstreamFault } from '#lib/upstream/upstream-fault.ts';

const { failures, openMs } = RESILIENCE.services.breaker;
const REPLY: HttpReply = { status: 200, headers: {}, json: {} };

let now: number;
let asked: number;
let answer: () => Promise<HttpReply>;
let send: HttpClient;
beforeEach(() => {
  now = 1_000_000;
  asked = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  send = guardedClient(() => {
    asked += 1;
    return answer();
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const read = () => send({ method: 'GET', path: '/', signal: new AbortController().signal });
const failing = (kind: UpstreamFault['kind']) => () => Promise.reject(new UpstreamFault(kind, 'no'));

async function fail(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await expect(read()).rejects.toThrow('no');
}

it('asks a service no more that was silent several times, and says that nothing was sent', async () => {
  answer = failing('timeout');
  await fail(failures);
  await expect(read()).rejects.toMatchObject({ kind: 'unreachable' });
  expect(asked).toBe(failures);
  now += openMs;
  answer = async () => REPLY;
  expect(await read()).toBe(REPLY);
  expect(await read()).toBe(REPLY);
});

it('counts an answer that is no good as a sign of life', async () => {
  answer = failing('invalid');
  await fail(3 * failures);
  expect(asked).toBe(3 * failures);
});

it('holds up nobody behind a probe that takes long', async () => {
  answer = failing('unreachable');
  await fail(failures);
  now += openMs;
  const slow = Promise.withResolvers<HttpReply>();
  answer = () => slow.promise;
  const probing = read();
  answer = async () => REPLY;
  expect(await read()).toBe(REPLY);
  slow.resolve(REPLY);
  expect(await probing).toBe(REPLY);
});

import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import type { Fault } from '../support/fault.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';

let stub: Awaited<ReturnType<typeof startHttpStub>>;
let proxy: FaultProxy;
beforeEach(async () => {
  stub = await startHttpStub(({ path }, response) => sendJson(response, 200, { path }));
  proxy = await FaultProxy.start(stub.url);
});
afterEach(async () => {
  await proxy.close();
  await stub.close();
});

/** What a client sees of one request: the reply's bytes, and how the connection ended; open after `patienceMs`. */
function exchange(path = '/a', patienceMs = 150): Promise<{ bytes: string; end: string }> {
  return new Promise((resolve) => {
    let bytes = '';
    const socket = connect(proxy.port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
    const timer = setTimeout(() => finish('open'), patienceMs);
    const finish = (end: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes, end });
    };
    socket.on('data', (chunk) => {
      bytes += chunk;
    });
    socket.on('end', () => finish('FIN'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? ''));
  });
}

describe('the fault proxy', () => {
  it('passes on what no fault is about, and notes the requests', async () => {
    proxy.inject({ kind: 'reset', match: /\/other/ });
    expect(await exchange('/a')).toEqual({ bytes: expect.stringContaining('{"path":"/a"}'), end: 'FIN' });
    expect([proxy.requests, proxy.statuses]).toEqual([['GET /a HTTP/1.0'], [200]]);
    expect(proxy.injected).toBe(0);
  });

  it.each<[Fault, { bytes: unknown; end: string }, reached: number]>([
    [{ kind: 'silent' }, { bytes: '', end: 'open' }, 0],
    [{ kind: 'mute' }, { bytes: '', end: 'open' }, 1],
    [{ kind: 'hold' }, { bytes: '', end: 'open' }, 1],
    [{ kind: 'reset' }, { bytes: '', end: 'ECONNRESET' }, 0],
    [{ kind: 'drop-reply' }, { bytes: '', end: 'FIN' }, 1],
    [{ kind: 'truncate', bytes: 8 }, { bytes: 'HTTP/1.1', end: 'FIN' }, 1],
    [{ kind: 'answer', bytes: 'rubbish' }, { bytes: 'rubbish', end: 'FIN' }, 0],
  ])('does %j', async (fault, seen, reached) => {
    proxy.inject(fault);
    expect(await exchange()).toEqual(seen);
    expect([proxy.injected, stub.seen.length]).toEqual([1, reached]);
    await proxy.heal();
    expect((await exchange()).bytes).toContain('"/a"');
    expect(proxy.injected).toBe(1);
  });

  it('delays replies', async () => {
    proxy.inject({ kind: 'latency', ms: 60 });
    const startedAt = performance.now();
    expect((await exchange('/a', 2_000)).bytes).toContain('"/a"');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(59);
  });

  it('does a fault only so many times', async () => {
    proxy.inject({ kind: 'reset', times: 1 });
    expect([(await exchange()).end, (await exchange()).end]).toEqual(['ECONNRESET', 'FIN']);
  });

  it('delivers what it held back when it is healed', async () => {
    proxy.inject({ kind: 'hold' });
    const reply = exchange('/held', 5_000);
    await eventually(() => expect(proxy.held).toBe(1));
    await proxy.heal();
    expect((await reply).bytes).toContain('/held');
  });

  it('refuses, and swallows connections, until it is healed', async () => {
    proxy.refuse();
    expect((await exchange()).end).toBe('ECONNREFUSED');
    await proxy.heal();
    expect((await exchange()).end).toBe('FIN');
    await proxy.swallow();
    expect(await exchange()).toEqual({ bytes: '', end: 'open' });
    await proxy.heal();
    expect((await exchange('/a', 2_000)).end).toBe('FIN');
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseTarget } from '#local/simulator/http/target.ts';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { eventually } from '../../support/eventually.ts';
import { control } from './support.ts';

let simulator: Simulator;
let api: ReturnType<typeof control>;
beforeAll(async () => {
  simulator = await startSimulator();
  api = control(simulator.url);
});
afterAll(() => simulator.close());

const DEPTH = 'https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=5';

describe('a proxied URL', () => {
  it.each([
    ['raw', DEPTH],
    ['encoded as a whole', encodeURIComponent(DEPTH)],
    ['raw under an alias', `@alias/foo/${DEPTH}`],
    ['encoded under an alias', `@alias/foo/${encodeURIComponent(DEPTH)}`],
  ])('is understood %s', async (_, path) => {
    const response = await fetch(simulator.url + path);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ bids: { length: 5 }, asks: { length: 5 } });
    expect((await api.log()).entries.at(-1)?.url).toBe(DEPTH);
  });

  it('is parsed into alias and real URL', () => {
    expect(parseTarget('/@alias/Foo/https://a.b/c')).toEqual({ alias: 'foo', url: new URL('https://a.b/c') });
    expect(parseTarget('/HTTPS%3A%2F%2Fa.b%2Fc%3Fd%3D%2525')?.url.href).toBe('https://a.b/c?d=%25');
  });

  it.each([
    ['nothing', ''],
    ['no URL', 'favicon.ico'],
    ['another protocol', 'file:///etc/passwd'],
    ['broken encoding', 'https%3A%2F%2F%E0%A4%A'],
    ['an alias that cannot be an id', '@alias/__proto__/https://api.kraken.com/0/public/Time'],
    ['an alias without a URL', '@alias/foo'],
    ['a host of no exchange', 'https://api.example.org/v1/time'],
  ])('that is %s is answered 404 and logged without exchange', async (_, path) => {
    const { status, body } = await api.call('GET', path);
    expect(status).toBe(404);
    expect(body.message).toMatch(/No simulated exchange answers .* binance, kraken/);
    expect((await api.log()).entries.at(-1)).toMatchObject({ exchange: null, status: 404 });
  });

  it.each([
    ['GET', 'https://api.kraken.com/0/private/Balance'],
    ['GET', 'https://fapi.binance.com/api/v3/time'],
    ['POST', 'https://api.binance.com/api/v3/time'],
  ])('that is not modelled, %s %s, is answered 404 and logged', async (method, path) => {
    const { status, body } = await api.call(method, path);
    expect(status).toBe(404);
    expect(body.message).toMatch(/add a route to its model/);
    expect((await api.log()).entries.at(-1)).toMatchObject({ method, url: path, status: 404 });
    expect((await api.log()).entries.at(-1)?.exchange).toMatch(/kraken|binance/);
  });
});

describe('the control API', () => {
  it('answers when healthy and lists the faults that are set', async () => {
    expect(await api.call('GET', '__health')).toMatchObject({ status: 200, body: { status: 'healthy' } });
    const fault = { kind: 'latency', ms: 5, match: '/time' } as const;
    expect(await api.fault('BINANCE', fault)).toMatchObject({
      status: 200,
      body: { exchange: 'binance', fault },
    });
    expect((await api.call('GET', '__faults')).body.faults).toEqual({ binance: fault });
    expect(await api.call('DELETE', '__faults/binance')).toMatchObject({ body: { removed: true } });
    expect(await api.call('DELETE', '__faults/binance')).toMatchObject({ body: { removed: false } });
  });

  it.each([
    ['an unknown kind', { kind: 'explode' }, /kind: .*refuse\|hang\|stall\|reset\|html/s],
    ['no kind', {}, /refuse\|hang/],
    ['no status', { kind: 'status' }, /status: .*400\.\.599/s],
    ['a good status', { kind: 'status', status: 200 }, /status: .*400\.\.599/s],
    ['no latency', { kind: 'latency' }, /ms: /],
    ['a negative latency', { kind: 'latency', ms: -1 }, /ms: .*1\.\.600000/s],
    ['a field of another kind', { kind: 'hang', ms: 5 }, /ms: /],
    ['an empty match', { kind: 'hang', match: '' }, /match: /],
    ['a list', [], /refuse\|hang/],
    ['null', null, /refuse\|hang/],
  ])('refuses a fault with %s and says what is allowed', async (_, body, message) => {
    const answer = await api.call('POST', '__faults/kraken', body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(message);
    expect((await api.call('GET', '__faults')).body.faults).toEqual({});
  });

  it('refuses a body that is no JSON, or too long', async () => {
    const post = (body: string) => fetch(`${simulator.url}__faults/kraken`, { method: 'POST', body });
    const answers = [await post('{'), await post(`"${'x'.repeat(20_000)}"`)];
    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
      expect.stringMatching(/not JSON/),
      expect.stringMatching(/over 16384 bytes/),
    ]);
  });

  it('survives a client that leaves in the middle of its body', async () => {
    const socket = connect(simulator.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /__faults/kraken HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"kind":');
    await eventually(async () => expect(await api.call('GET', '__health')).toMatchObject({ status: 200 }));
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect(await api.call('GET', '__faults')).toMatchObject({ status: 200, body: { faults: {} } });
  });

  it.each(['nowhere', '__proto__', '@alias/__proto__', 'a%2fb'])('refuses a fault for %s', async (name) => {
    const answer = await api.call('POST', `__faults/${name}`, { kind: 'hang' });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(/use one of binance, kraken, .*, or @alias/);
  });

  it.each(['-1', 'x', '1.5'])('refuses a log since %s', async (since) => {
    expect(await api.call('GET', `__log?since=${since}`)).toMatchObject({ status: 400 });
  });

  it('answers 404 to a path or method it does not have', async () => {
    expect(await api.call('GET', '__nothing')).toMatchObject({ status: 404 });
    expect(await api.call('PUT', '__faults/kraken')).toMatchObject({ status: 404 });
  });
});

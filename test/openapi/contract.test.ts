import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES, type RouteName } from '#lib/routes.ts';
import examples from '../../openapi/examples.json' with { type: 'json' };
import { type RunningSystem, startSystem } from '../support/system.ts';
import { violations } from './contract.ts';
import { type Played, player, SCENARIO } from './play.ts';
import { whenCollecting } from './when-collecting.ts';

let system: RunningSystem;
let play: ReturnType<typeof player>;
const played = new Map<string, Played>();
beforeAll(async () => {
  system = await startSystem();
  play = player(system.endpoints);
  await whenCollecting(system.endpoints.gatewayUrl);
}, 90_000);
afterAll(() => system?.stop(), 20_000);

describe('every documented call', () => {
  // in order: what is blacklisted by one is refused to the next
  it.each(SCENARIO.map((step) => [`${step.operation} ${step.name}`, step] as const))(
    '%s is answered as described',
    async (name, step) => {
      const answer = await play(step);
      played.set(name, answer);
      expect(answer).toMatchObject({ status: step.status, ...(step.code && { body: { code: step.code } }) });
      expect(violations(step.operation, answer)).toEqual([]);
    },
    40_000,
  );

  it('is an example of the description, and the other way round', () => {
    const names = (list: readonly { operation: string; name: string }[]) =>
      list.map(({ operation, name }) => `${operation} ${name}`);
    expect(names(examples)).toEqual(names(SCENARIO));
  });

  it.each(Object.keys(ROUTES) as RouteName[])('%s has an example of a success', (operation) => {
    expect(SCENARIO.some((step) => step.operation === operation && step.status === 200)).toBe(true);
  });
});

describe('an answer that is not as described', () => {
  const supported = (change: object): Played => {
    const answer = played.get('get-supported supported');
    if (!answer) throw new Error('not played');
    return { ...answer, ...change };
  };
  it.each([
    ['another type', { body: { exchanges: 'binance', count: 1 } }],
    ['a field too few', { body: { exchanges: [] } }],
    ['a field that nothing describes', { body: { exchanges: [], count: 0, sum: 0 } }],
    ['another status', { status: 418 }],
    [
      'an error of another operation',
      {
        status: 502,
        body: { error: '', message: '', code: 'RESTART_FAILED', requestId: '', retryable: false },
      },
    ],
    [
      'no ETag',
      {
        headers: new Headers({
          'x-request-id': '1',
          'cache-control': 'no-cache',
          'x-cache': 'HIT',
          age: '1',
          vary: 'Accept-Encoding',
        }),
      },
    ],
  ])('%s is noticed', (_, change) => expect(violations('get-supported', supported(change))).not.toEqual([]));
});

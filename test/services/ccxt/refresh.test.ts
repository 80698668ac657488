import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { noCredentials } from '#services/ccxt/credentials.ts';
import { type ExchangeHost, ExchangeHostError } from '#services/ccxt/exchanges/exchange-host.ts';
import type { Outcomes, Task } from '#services/ccxt/exchanges/tasks.ts';
import { refresher } from '#services/ccxt/refresh.ts';
import { blacklist } from '#services/ccxt/registry/decisions.ts';
import { prepareRegistry } from '#services/ccxt/registry/registry.ts';
import { fakeRegistry } from '../../support/ccxt/fake-registry-store.ts';
import { eventually } from '../../support/eventually.ts';

const OUTCOME: Outcomes['refresh'] = {
  health: { status: 'passed', latencyMs: 1, method: 'fetchTime' },
  limits: { rateLimitMs: 50, enableRateLimit: true },
  metadata: { rateLimit: 50, timeframes: [], capabilities: {}, markets: 2, symbolsDigest: 'a' },
};
const BLACKLISTED = { exchange: 'kraken', by: null, at: '', expiresAt: null };

/** A refresher whose exchanges answer when the test lets them. */
async function given({ seeds, answerWithinMs = 5_000 }: { seeds: string[]; answerWithinMs?: number }) {
  const { open } = fakeRegistry();
  const store = open();
  const registry = await prepareRegistry(store, { seeds, catalogDigest: '', now: () => 1_000 });
  const asked: string[] = [];
  const dropped: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<Outcomes['refresh']>>();
  const run = (task: Task): Promise<unknown> => {
    if (task.type === 'drop') {
      dropped.push(task.exchange);
      return Promise.resolve(null);
    }
    asked.push(task.exchange);
    const answer = Promise.withResolvers<Outcomes['refresh']>();
    waiting.set(task.exchange, answer);
    return answer.promise;
  };
  const host = { run, stop: async () => {} } as ExchangeHost;
  const refresh = refresher({
    registry,
    store,
    host,
    credentials: noCredentials,
    log: pino({ level: 'silent' }),
    now: () => new Date('2026-01-01T00:00:00.000Z'),
    concurrency: 2,
    answerWithinMs,
  });
  return { open, store, registry, refresh, asked, dropped, waiting };
}

describe('refresh', () => {
  it('answers in time with what is known, and finishes the rest by itself', async () => {
    const { store, refresh, waiting } = await given({ seeds: ['binance', 'kraken'], answerWithinMs: 50 });
    const answer = refresh(['binance', 'kraken']);
    await eventually(() => expect(waiting.size).toBe(2));
    waiting.get('binance')?.resolve(OUTCOME);
    expect([...(await answer).keys()]).toEqual(['binance']);
    waiting.get('kraken')?.resolve(OUTCOME);
    await eventually(async () => expect(await store.readResults()).toHaveLength(2));
  });

  it('joins what is under way, and asks few exchanges at once', async () => {
    const { refresh, waiting, asked } = await given({ seeds: ['binance', 'bybit', 'kraken'] });
    const both = [refresh(['binance', 'bybit', 'kraken']), refresh(['bybit', 'kraken'])];
    await eventually(() => expect(asked).toEqual(['binance', 'bybit']));
    waiting.get('binance')?.resolve(OUTCOME);
    await eventually(() => expect(asked).toEqual(['binance', 'bybit', 'kraken']));
    for (const one of waiting.values()) one.resolve(OUTCOME);
    expect((await Promise.all(both)).map(({ size }) => size)).toEqual([3, 2]);
    expect(asked).toHaveLength(3);
  });

  it('tells new, the same and other metadata apart; a failure keeps what was known', async () => {
    const { store, refresh, waiting } = await given({ seeds: ['kraken'] });
    const answered = async (outcome: Outcomes['refresh'] | Error) => {
      waiting.clear();
      const answer = refresh(['kraken']);
      const asked = await eventually(
        () => waiting.get('kraken') ?? Promise.reject(new Error('not asked yet')),
      );
      if (outcome instanceof Error) asked.reject(outcome);
      else asked.resolve(outcome);
      return (await answer).get('kraken')?.kind;
    };
    const { metadata: _, ...failed } = OUTCOME;
    const other = { ...OUTCOME, metadata: { ...OUTCOME.metadata, markets: 3 } } as Outcomes['refresh'];
    expect(await answered(OUTCOME)).toBe('added');
    expect(await answered(OUTCOME)).toBe('unchanged');
    expect(await answered(failed)).toBe('failed');
    expect(await answered(new ExchangeHostError('the thread ended'))).toBe('failed');
    expect(await answered(OUTCOME)).toBe('unchanged');
    expect(await answered(other)).toBe('updated');
    expect((await store.readResults())[0]?.metadata).toEqual(other.metadata);
  });

  it('does not ask what was blacklisted while it waited', async () => {
    const { registry, refresh, waiting, asked } = await given({ seeds: ['binance', 'bybit', 'kraken'] });
    const answer = refresh(['binance', 'bybit', 'kraken']);
    await eventually(() => expect(waiting.size).toBe(2));
    await registry.change((document) => blacklist(document, BLACKLISTED));
    for (const one of waiting.values()) one.resolve(OUTCOME);
    expect((await answer).get('kraken')).toEqual({ kind: 'removed' });
    expect(asked).toEqual(['binance', 'bybit']);
  });

  it('drops what another instance blacklists while it is asked', async () => {
    const { open, refresh, waiting, dropped } = await given({ seeds: ['kraken'] });
    const answer = refresh(['kraken']);
    await eventually(() => expect(waiting.size).toBe(1));
    const other = await prepareRegistry(open(), { seeds: [], catalogDigest: '', now: () => 1_000 });
    await other.change((document) => blacklist(document, BLACKLISTED));
    await eventually(() => expect(dropped).toContain('kraken'));
    waiting.get('kraken')?.resolve(OUTCOME);
    expect((await answer).get('kraken')).toEqual({ kind: 'removed' });
  });
});

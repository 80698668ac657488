import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import {
  type ExchangeHost,
  ExchangeHostError,
  exchangeHost,
} from '#services/ccxt/exchanges/exchange-host.ts';

const hosts: ExchangeHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});

function failingHost(silenceMs?: number): ExchangeHost {
  const host = exchangeHost({
    proxyUrl: undefined,
    log: pino({ level: 'silent' }),
    thread: new URL('../../../support/ccxt/failing-thread.ts', import.meta.url),
    ...(silenceMs && { silenceMs }),
  });
  hosts.push(host);
  return host;
}
const check = (host: ExchangeHost, exchange: string) => host.run({ type: 'check', exchange });

describe('the thread of the exchanges', () => {
  it.each(['exits', 'throws'])('%s: what was under way fails, what comes after works', async (exchange) => {
    const host = failingHost();
    const underway = [check(host, 'silent'), check(host, exchange)];
    for (const { status } of await Promise.allSettled(underway)) expect(status).toBe('rejected');
    await expect(underway[0]).rejects.toThrow(ExchangeHostError);
    expect(await check(host, 'kraken')).toEqual({ answered: 'kraken' });
  });

  it('is replaced when it hangs', async () => {
    const host = failingHost(2_000);
    await expect(check(host, 'hangs')).rejects.toThrow(ExchangeHostError);
    expect(await check(host, 'kraken')).toEqual({ answered: 'kraken' });
  });

  it('is not started to drop what it cannot hold', async () => {
    const host = exchangeHost({
      proxyUrl: undefined,
      log: pino({ level: 'silent' }),
      thread: new URL('file:///no-such-thread.ts'),
    });
    expect(await host.run({ type: 'drop', exchange: 'kraken' })).toBeNull();
  });
});

import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { environmentCredentials } from '#services/ccxt/credentials.ts';

const SECRET = 'cG9zc2libHktYS1zZWNyZXQ';

function sourceOf(environment: Record<string, string>) {
  const lines: string[] = [];
  const out = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return {
    source: environmentCredentials((name) => environment[name], pino(out)),
    logged: () => lines.join(''),
  };
}

describe('credentials in the environment', () => {
  it('are those of the exchange, read anew each time', async () => {
    const environment: Record<string, string> = {
      EXCHANGE_CREDENTIALS_OKX: JSON.stringify({ apiKey: 'a', secret: SECRET, password: 'p' }),
    };
    const { source } = sourceOf(environment);
    expect(await source.load('okx')).toEqual({ apiKey: 'a', secret: SECRET, password: 'p' });
    expect(await source.load('binance')).toBeUndefined();
    environment.EXCHANGE_CREDENTIALS_OKX = JSON.stringify({ apiKey: 'b', secret: SECRET });
    expect(await source.load('okx')).toEqual({ apiKey: 'b', secret: SECRET });
    delete environment.EXCHANGE_CREDENTIALS_OKX;
    expect(await source.load('okx')).toBeUndefined();
  });

  it.each([
    ['half of JSON', `{"apiKey":"${SECRET}"`],
    ['no secret', `{"apiKey":"${SECRET}"}`],
    ['an empty key', `{"apiKey":"","secret":"${SECRET}"}`],
    ['another field', `{"apiKey":"a","secret":"${SECRET}","withdraw":true}`],
    ['the bare secret', SECRET],
  ])('%s counts as none and is named, not shown', async (_name, text) => {
    const { source, logged } = sourceOf({ EXCHANGE_CREDENTIALS_OKX: text });
    expect(await source.load('okx')).toBeUndefined();
    expect(logged()).toContain('EXCHANGE_CREDENTIALS_OKX');
    expect(logged()).not.toContain(SECRET);
  });
});

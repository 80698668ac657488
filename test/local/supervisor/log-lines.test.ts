import { describe, expect, it } from '@jest/globals';
import { readableLine } from '#local/supervisor/log-lines.ts';

const now = new Date('2030-01-02T03:04:05.006Z');
const read = (line: string, more: { stderr?: boolean; colour?: boolean } = {}) =>
  readableLine(line, { part: 'ccxt', now, stderr: false, colour: false, ...more });

describe('a line of a part', () => {
  it('of pino is read out', () => {
    expect(
      read(
        '{"level":30,"time":1,"name":"x","msg":"loaded","exchange":"binance","ms":220,"urls":{"a":"b c"}}',
      ),
    ).toBe('03:04:05.006 ccxt      info  loaded exchange=binance ms=220 urls={"a":"b c"}');
  });

  it('of Powertools is read out', () => {
    expect(read('{"level":"WARN","message":"slow","timestamp":"t","service":"s","note":"two words"}')).toBe(
      '03:04:05.006 ccxt      warn  slow note="two words"',
    );
  });

  it('shows an error with its stack below', () => {
    const err = { type: 'Error', message: 'boom', stack: 'Error: boom\n    at a.ts:1' };
    expect(read(JSON.stringify({ level: 50, msg: 'failed', err }))).toBe(
      '03:04:05.006 ccxt      error failed\n    Error: boom\n        at a.ts:1',
    );
  });

  it('of plain text is kept, an error when it came on stderr', () => {
    expect(read('hello {')).toBe('03:04:05.006 ccxt      info  hello {');
    expect(read('{broken', { stderr: true })).toBe('03:04:05.006 ccxt      error {broken');
  });

  it('is left out when it is empty or a metric', () => {
    expect(read('')).toBeUndefined();
    expect(read('{"_aws":{"Timestamp":1},"hits":1}')).toBeUndefined();
  });

  it.each(['a\\u001b[2Jb', 'a\\u0007b', 'a\\r\\nb', 'a\\u009bb'])('never lets %s out as it is', (text) => {
    const line = read(`{"level":30,"msg":"${text}","field":"${text}"}`) ?? '';
    expect(line).toContain('a');
    expect(line).not.toMatch(/\p{Cc}/u);
  });

  it('has colour only when asked for', () => {
    expect(read('{"level":50,"msg":"x"}', { colour: true })).toBe(
      '\x1b[31m03:04:05.006 ccxt      error x\x1b[0m',
    );
    expect(read('{"level":30,"msg":"x"}', { colour: true })).toBe('03:04:05.006 ccxt      info  x');
  });
});

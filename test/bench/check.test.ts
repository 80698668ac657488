import { describe, expect, it } from '@jest/globals';
import { check, type Variant } from '../../bench/harness/cold.ts';
import { Disturbed, undisturbed } from '../../bench/harness/disturbed.ts';
import { answerOf, digest } from '../../bench/harness/response.ts';

const layout = { taskRoot: '/task', opt: '/opt', runtime: '/runtime' };
const variant: Variant = { layout, environment: {}, event: {}, digest: digest('{"a":1}') };
const answer = (body: string, headers = {}, statusCode = 200) =>
  answerOf({ result: { statusCode, headers, body, isBase64Encoded: false } });

describe('a bench refuses', () => {
  it('an answer with another body, or another status, or a function that failed', () => {
    expect(() => check('it', answer('{"a":1}'), variant, '')).not.toThrow();
    expect(() => check('it', answer('{"a":2}'), variant, '')).toThrow('another body');
    expect(() => check('it', answer('{"a":1}', {}, 503), variant, 'its log')).toThrow(/503[\s\S]*its log/);
    expect(() => answerOf({ error: { errorType: 'Error', errorMessage: 'no Redis' } })).toThrow('no Redis');
  });

  it('what does not prove that it did the work', () => {
    const prove = () => {
      throw new Error('no hit');
    };
    expect(() => check('it', answer('{"a":1}'), { ...variant, prove }, '')).toThrow('no hit');
  });
});

describe('a read that went past a busy Redis', () => {
  it('is measured again', async () => {
    const bypassed = answer('{"a":1}', { 'X-Cache': 'BYPASS' });
    const answers = [bypassed, bypassed, answer('{"a":1}', { 'X-Cache': 'HIT' })];
    const said: string[] = [];
    const measured = await undisturbed(async () => {
      const next = answers.shift() ?? bypassed;
      check('it', next, variant, '');
      return next.headers['x-cache'];
    }, said.push.bind(said));
    expect([measured, said.length]).toEqual(['HIT', 2]);
  });

  it('is given up on when it does nothing else; and a failure at once', async () => {
    let calls = 0;
    const failing = (error: Error) =>
      undisturbed(
        async () => {
          calls += 1;
          throw error;
        },
        () => undefined,
      );
    await expect(failing(new Disturbed('busy'))).rejects.toThrow('busy');
    expect(calls).toBe(5);
    calls = 0;
    await expect(failing(new Error('broken'))).rejects.toThrow('broken');
    expect(calls).toBe(1);
  });
});

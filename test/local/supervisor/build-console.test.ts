import { expect, it } from '@jest/globals';
import { buildConsole } from '#local/supervisor/build-console.ts';

function buildThatEnds(how: string) {
  const said: string[] = [];
  const { ended } = buildConsole({
    spawn: () => ({ ended: Promise.resolve(how), signal: () => {} }),
    say: (_, text) => said.push(text),
    env: {},
  });
  return { ended, said };
}

it('says nothing of a console that is built', async () => {
  const { ended, said } = buildThatEnds('code 0');
  expect([await ended, said]).toEqual([true, []]);
});

it('says of one that could not be built that the API runs all the same', async () => {
  const { ended, said } = buildThatEnds('code 1');
  expect(await ended).toBe(false);
  expect(said).toEqual(['the console could not be built (code 1): the API runs all the same']);
});

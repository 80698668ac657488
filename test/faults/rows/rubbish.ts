import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { httpAnswer, mustSay, REGISTRY_READ } from './said.ts';

const CHANGE = /^POST \S+\/blacklist\//;

const RUBBISH = {
  'another schema': httpAnswer('200 OK', 'application/json', '{"config":[],"version":999999}'),
  HTML: httpAnswer('200 OK', 'text/html', '<!doctype html><title>Login</title>'),
  'over 1 MB': httpAnswer('200 OK', 'application/json', JSON.stringify('x'.repeat(1024 * 1024))),
  'half a body': httpAnswer('200 OK', 'application/json', '{"config":{"blacklisted', 5_000),
};

async function rubbish(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await subject.read();
  for (const [what, bytes] of Object.entries(RUBBISH)) {
    await cache.admin.flushall();
    subject.ccxt.inject({ kind: 'answer', bytes, match: REGISTRY_READ });
    mustSay(await subject.read(), '502 UPSTREAM_INVALID', `a read of ${what}`);
    await subject.ccxt.heal();
    mustSay(await subject.read(), '200 MISS', `the read after ${what}`);
    subject.ccxt.inject({ kind: 'answer', bytes, match: CHANGE });
    mustSay(await subject.change(), '502 UPSTREAM_INVALID', `a change answered with ${what}`);
    await subject.ccxt.heal();
    mustSay(await subject.read(), '200 MISS', `the read after a change answered with ${what}`);
  }
  return {
    reads: '502 four times, never cached',
    mutations: '502 four times',
    injected: subject.ccxt.injected,
  };
}

export const rubbishRows: Row[] = [
  {
    number: 23,
    fault: 'CCXT service answers HTML, over 1 MB, another schema, half a body',
    codes: ['UPSTREAM_INVALID'],
    scenario: rubbish,
    controls: ["the schema of the CCXT service's answers"],
  },
];

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS, type ErrorCode } from '#lib/errors.ts';
import { ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import { OPERATIONS } from '../../openapi/operations.ts';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';
import { violations } from './contract.ts';
import type { Played } from './play.ts';

const routes = Object.entries(ROUTES) as [RouteName, Route][];
/** Those that ask the CCXT service: its faults are theirs. */
const ofCcxt = routes.filter(([name]) => OPERATIONS[name].errors.some((code) => code === 'UPSTREAM_TIMEOUT'));
const nowhere = 'http://127.0.0.1:1';
const documented = (name: RouteName) =>
  new Set<ErrorCode>([...OPERATIONS[name].errors, 'INVALID_REQUEST', 'INTERNAL']);

describe('with Redis, CCXT service and collector away', () => {
  let functions: FunctionHost;
  beforeAll(() => {
    functions = startFunctionHost({ redis: 'redis://127.0.0.1:1', ccxt: nowhere, collector: nowhere });
  });
  afterAll(() => functions?.stop());

  it.each(routes)('%s answers as described', async (name, { path }) => {
    const query = name === 'get-health' ? { deep: 'true' } : undefined;
    const answer = await ask(functions, name, path, query);
    const upstream = !['get-audit', 'get-openapi'].includes(name);
    expect(answer.status).toBe(upstream ? 503 : 200);
    expect(violations(name, answer)).toEqual([]);
  });
});

/** Against a CCXT service over real HTTP; at the same time, for most of it is waiting for deadlines. */
describe('with a CCXT service that', () => {
  it.concurrent.each<
    [fault: string, status: number, code: ErrorCode, answer: (response: ServerResponse) => void]
  >([
    ['breaks off its answers', 503, 'UPSTREAM_UNAVAILABLE', reset],
    ['never answers', 504, 'UPSTREAM_TIMEOUT', () => {}],
    ['sends web pages', 502, 'UPSTREAM_INVALID', (response) => response.end('<!DOCTYPE html>')],
    [
      'refuses our key',
      502,
      'UPSTREAM_AUTH_MISCONFIGURED',
      (response) => sendJson(response, 401, { error: 'Unauthorized' }),
    ],
  ])(
    '%s, all that ask it answer %i %s as described',
    async (_, status, code, answer) => {
      expectAll(await askedOfAll(ofCcxt, (_, response) => answer(response)), status, code);
    },
    40_000,
  );

  const config = {
    config: { blacklistedExchanges: [] },
    activeExchanges: ['kraken'],
    availableExchanges: ['kraken'],
    timestamp: '2026-01-01T00:00:00.000Z',
  };
  const changes = ofCcxt.filter(([, { access }]) => access === 'admin');

  it.concurrent.each([
    // a refresh would be waited for for 16 s
    ['takes a change and never answers', () => {}, changes.filter(([name]) => name !== 'refresh-exchanges')],
    ['takes a change and breaks off', reset, changes],
  ] as const)(
    '%s, all changes answer 504 OUTCOME_UNKNOWN as described',
    async (_, answer, which) => {
      const answers = await askedOfAll(which, (path, response) => {
        if (path.endsWith('/config')) sendJson(response, 200, config);
        // as one of the older shape says that it has no such call
        else if (path.includes('/validate/')) sendJson(response, 404, {});
        else answer(response);
      });
      expectAll(answers, 504, 'OUTCOME_UNKNOWN');
    },
    40_000,
  );
});

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function expectAll(answers: (readonly [RouteName, Played])[], status: number, code: ErrorCode): void {
  expect(answers.map(([name, { status, body }]) => [name, status, Object(body).code])).toEqual(
    answers.map(([name]) => [name, status, code]),
  );
  expect(answers.flatMap(([name, answer]) => violations(name, answer))).toEqual([]);
}

/** Calls all of them at once, so that none finds a breaker open, and one deadline is waited for. */
async function askedOfAll(
  which: typeof routes,
  answer: (path: string, response: ServerResponse) => void,
): Promise<(readonly [RouteName, Played])[]> {
  const ccxt = await startHttpStub(({ path }, response) => answer(path, response));
  const functions = startFunctionHost({ redis: 'redis://127.0.0.1:1', ccxt: ccxt.url, collector: nowhere });
  try {
    return await Promise.all(
      which.map(async ([name, { path }]) => [name, await ask(functions, name, path)] as const),
    );
  } finally {
    await Promise.all([functions.stop(), ccxt.close()]);
  }
}

async function ask(
  functions: FunctionHost,
  name: RouteName,
  path: string,
  query?: Record<string, string>,
): Promise<Played> {
  const { status, headers, body } = await functions.http(name, {
    ...(path.includes('{exchange}') && { exchange: 'kraken' }),
    ...(query && { query }),
  });
  return { status: Number(status), headers: new Headers(headers as Record<string, string>), body };
}

describe('the errors of an operation', () => {
  it.each(routes)('%s: what its use case throws is described', (name) => {
    const source = readFileSync(new URL(`../../lib/usecases/${name}.ts`, import.meta.url), 'utf8');
    const thrown = [...source.matchAll(/AppError\(\s*'([A-Z_]+)'/g)].map(([, code]) => code as ErrorCode);
    expect(thrown.filter((code) => !documented(name).has(code))).toEqual([]);
  });

  it('are all that there are, but for two that no route answers with', () => {
    const anywhere = new Set(routes.flatMap(([name]) => [...documented(name)]));
    const nowhere = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => !anywhere.has(code));
    // an event that is no HTTP call, and a function that was given another one's
    expect(nowhere).toEqual(['INVALID_EVENT', 'NOT_FOUND']);
  });
});

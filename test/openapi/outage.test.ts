import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS, type ErrorCode } from '#lib/errors.ts';
import { ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import { OPERATIONS } from '../../openapi/operations.ts';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { violations } from './contract.ts';

const routes = Object.entries(ROUTES) as [RouteName, Route][];
const documented = (name: RouteName) =>
  new Set<ErrorCode>([...OPERATIONS[name].errors, 'INVALID_REQUEST', 'INTERNAL']);

describe('with Redis, CCXT service and collector away', () => {
  const nowhere = 'http://127.0.0.1:1';
  let functions: FunctionHost;
  beforeAll(() => {
    functions = startFunctionHost({ redis: 'redis://127.0.0.1:1', ccxt: nowhere, collector: nowhere });
  });
  afterAll(() => functions?.stop());

  it.each(routes)('%s answers as described', async (name, { path }) => {
    const { status, headers, body } = await functions.http(name, {
      ...(path.includes('{exchange}') && { exchange: 'kraken' }),
      ...(name === 'get-health' && { query: { deep: 'true' } }),
    });
    const upstream = !['get-audit', 'get-openapi'].includes(name);
    expect(status).toBe(upstream ? 503 : 200);
    const answer = { status: Number(status), headers: new Headers(headers as Record<string, string>), body };
    expect(violations(name, answer)).toEqual([]);
  });
});

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

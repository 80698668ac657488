import { describe, expect, it } from '@jest/globals';
import { AppError } from '#lib/errors.ts';
import { getHealth, type HealthDeps, PartProblem } from '#lib/usecases/get-health.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { callOf } from '../support/fakes.ts';

const UP: HealthDeps['probes'] = {
  redis: async () => ({}),
  elastiCache: async () => ({ state: 'available' }),
  ccxtService: async () => ({ version: '1.2.3' }),
  collector: async () => ({}),
  registry: async () => ({ version: 7 }),
};

function health(probes: HealthDeps['probes'], { deep = 'true', limitMs = 5_000 } = {}) {
  const warned: [string, Error][] = [];
  const call = callOf<'get-health', unknown>({ exchange: undefined, body: {}, query: { deep } }, limitMs);
  const reply = getHealth({ probes, logger: { warn: (...args) => warned.push(args) } }, call);
  return { reply, warned };
}

describe('the shallow form', () => {
  it.each(['', 'false', '1', 'true,true'])('says who it is, and asks nobody (deep=%s)', async (deep) => {
    const { reply } = health({ redis: () => Promise.reject(new Error('asked')) }, { deep });
    expect(await reply).toEqual({
      json: {
        status: 'healthy',
        service: 'exchange-control-plane',
        version: packageJson.version,
        timestamp: expect.any(String),
      },
    });
  });
});

describe('the deep form', () => {
  const up = (facts = {}) => ({ status: 'up', latencyMs: expect.any(Number), ...facts });

  it('is 200 when every part is up, with what each says of itself', async () => {
    const reply = await health(UP).reply;
    expect(reply.status).toBeUndefined();
    expect(reply.json).toMatchObject({
      status: 'healthy',
      checks: {
        redis: up(),
        elastiCache: up({ state: 'available' }),
        ccxtService: up({ version: '1.2.3' }),
        collector: up(),
        registry: up({ version: 7 }),
      },
    });
  });

  it('skips what is not configured, or cannot say, and is healthy', async () => {
    const { elastiCache: _, ...rest } = UP;
    const registry = () => Promise.reject(new PartProblem('skipped', 'UNSUPPORTED', 'no versions'));
    const { reply, warned } = health({ ...rest, registry });
    expect(await reply).toMatchObject({
      json: {
        status: 'healthy',
        checks: {
          elastiCache: { status: 'skipped', code: 'NOT_CONFIGURED' },
          registry: { code: 'UNSUPPORTED' },
        },
      },
    });
    expect(warned).toEqual([]);
  });

  it('is 503 with the same body when any is down; causes are for the log only', async () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.7:6379');
    const { reply, warned } = health({
      ...UP,
      redis: () => Promise.reject(cause),
      registry: () =>
        Promise.reject(new AppError('UPSTREAM_UNAVAILABLE', 'The CCXT service cannot be reached.')),
    });
    const { status, headers, json } = await reply;
    expect([status, headers]).toEqual([503, { 'retry-after': '5' }]);
    expect(json).toMatchObject({
      status: 'unhealthy',
      checks: {
        redis: { status: 'down', code: 'UNAVAILABLE' },
        ccxtService: up(),
        registry: {
          status: 'down',
          code: 'UPSTREAM_UNAVAILABLE',
          message: 'The CCXT service cannot be reached.',
        },
      },
    });
    expect(JSON.stringify(json)).not.toContain('10.0.0.7');
    expect(warned).toContainEqual(['health: redis', cause]);
  });

  it('waits for no part longer than its time, whether that listens to its signal or not', async () => {
    const never = () => new Promise<never>(() => undefined);
    const listening = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const startedAt = performance.now();
    const { json } = await health({ ...UP, redis: never, collector: listening }, { limitMs: 100 }).reply;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(json).toMatchObject({
      checks: { redis: { status: 'down', code: 'TIMEOUT' }, collector: { status: 'down', code: 'TIMEOUT' } },
    });
  });
});

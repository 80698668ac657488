import { describe, expect, it } from '@jest/globals';
import type { DesiredState, WorkerReport, WorkerState } from '#lib/domain/worker.ts';
import { countByState, overallStatus } from '#services/collector/state/overall-status.ts';

const worker = (state: WorkerState, desiredState: DesiredState = 'running') =>
  ({ state, desiredState }) as WorkerReport;

describe('overallStatus', () => {
  it.each<[string, WorkerReport[], string]>([
    ['no workers at all', [], 'unhealthy'],
    ['none that is to run', [worker('blacklisted', 'blacklisted')], 'unhealthy'],
    ['all running', [worker('running'), worker('running')], 'healthy'],
    ['all that are to run', [worker('running'), worker('blacklisted', 'blacklisted')], 'healthy'],
    ['one degraded', [worker('running'), worker('degraded')], 'degraded'],
    ['one stale', [worker('running'), worker('stale')], 'degraded'],
    ['one starting', [worker('running'), worker('starting')], 'degraded'],
    ['only degraded ones', [worker('degraded')], 'degraded'],
    ['none delivers', [worker('stale'), worker('failed'), worker('starting')], 'unhealthy'],
  ])('%s', (_, workers, status) => {
    expect(overallStatus(workers)).toBe(status);
  });

  it('counts by state', () => {
    expect(countByState([worker('running'), worker('stale'), worker('running')])).toEqual({
      running: 2,
      stale: 1,
    });
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { WorkersReport } from '#lib/domain/worker.ts';
import { WORKERS_LINE } from '#lib/telemetry-names.ts';
import { reportWorkers } from '#services/collector/report-workers.ts';
import { eventually } from '../../support/eventually.ts';

describe('the line that metrics are made of', () => {
  let report: { stop(): void } | undefined;
  afterEach(() => report?.stop());

  function linesWith(all: () => Promise<WorkersReport | undefined>): Record<string, unknown>[] {
    const lines: Record<string, unknown>[] = [];
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
    report = reportWorkers({ view: { all }, events: () => ({ sent: 3, failures: 1 }), log, everyMs: 5 });
    return lines;
  }
  const counting = (byState: WorkersReport['summary']['byState'], total: number) =>
    ({ summary: { total, byState } }) as WorkersReport;

  it('counts every state, those that alarms watch also when there is none', async () => {
    const lines = linesWith(async () => counting({ running: 4, stale: 1 }, 5));
    await eventually(() =>
      expect(lines[0]).toMatchObject({
        msg: WORKERS_LINE.message,
        [WORKERS_LINE.field]: { total: 5, running: 4, stale: 1, failed: 0 },
        memory: { rssMb: expect.any(Number), heapLimitMb: expect.any(Number) },
        events: { sent: 3, failures: 1 },
      }),
    );
  });

  it('is not written while the registry is unknown, and goes on after a failure', async () => {
    let asked = 0;
    const lines = linesWith(async () => {
      asked += 1;
      if (asked === 1) return undefined;
      if (asked === 2) throw new Error('Redis is away');
      return counting({ running: 1 }, 1);
    });
    await eventually(() => expect(lines.length).toBeGreaterThan(1));
    expect(lines.slice(0, 2).map(({ msg }) => msg)).toEqual([
      'workers cannot be counted',
      WORKERS_LINE.message,
    ]);
  });
});

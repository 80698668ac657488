import { describe, expect, it } from '@jest/globals';
import { nextRun, runSchedules, type Schedule, scheduleEvent } from '#local/jobs/schedules.ts';

const at = (text: string) => Date.parse(text);
const nightly: Schedule = { action: 'refresh-exchanges', at: { dailyAtHour: 3 } };
const often: Schedule = { action: 'sweep-blacklist', at: { everyMs: 5_000 } };

describe('the next run', () => {
  it.each([
    [nightly, '2030-01-01T02:59:59.999Z', '2030-01-01T03:00:00Z'],
    [nightly, '2030-01-01T03:00:00Z', '2030-01-02T03:00:00Z'],
    [nightly, '2030-01-01T23:00:00Z', '2030-01-02T03:00:00Z'],
    [often, '2030-01-01T00:00:00.001Z', '2030-01-01T00:00:05Z'],
    [often, '2030-01-01T00:00:05Z', '2030-01-01T00:00:10Z'],
  ])('of %j after %s is %s', (schedule, now, expected) => {
    expect(nextRun(schedule, at(now))).toBe(at(expected));
  });
});

it('is sent with the event that a schedule on AWS sends', () => {
  expect(scheduleEvent(nightly, at('2030-01-01T03:00:00Z'))).toEqual({
    source: 'exchange.schedule',
    action: 'refresh-exchanges',
    scheduledTime: '2030-01-01T03:00:00Z',
    scheduleArn: 'arn:aws:scheduler:local:000000000000:schedule/exchange-control-plane/refresh-exchanges',
  });
});

describe('a schedule', () => {
  /** Time jumps to each due instant, or a little before it, as timers do; ends after some runs. */
  async function runsOf(
    schedule: Schedule,
    options: { runs: number; wakesEarlyMs?: number; runTakesMs?: number },
  ) {
    let now = at('2030-01-01T00:00:00.100Z');
    const stopping = new AbortController();
    const times: string[] = [];
    const failures: unknown[] = [];
    await runSchedules([schedule], {
      now: () => now,
      delay: async (ms) => {
        now += ms - (options.wakesEarlyMs ?? 0);
      },
      invoke: async (_action, event) => {
        times.push((event as { scheduledTime: string }).scheduledTime.slice(14, -1));
        now += options.runTakesMs ?? 0;
        if (times.length === options.runs) stopping.abort();
        throw new Error('failed');
      },
      onFailure: (_action, error) => failures.push(error),
      signal: stopping.signal,
    });
    return { times, failures };
  }

  it('goes on after failures, which it reports', async () => {
    const { times, failures } = await runsOf(often, { runs: 3 });
    expect(times).toEqual(['00:05', '00:10', '00:15']);
    expect(failures).toHaveLength(3);
  });

  it('runs once for each instant even when its timer wakes early', async () => {
    expect((await runsOf(often, { runs: 3, wakesEarlyMs: 2 })).times).toEqual(['00:05', '00:10', '00:15']);
  });

  it('skips what it missed while a run took long', async () => {
    expect((await runsOf(often, { runs: 3, runTakesMs: 12_000 })).times).toEqual(['00:05', '00:20', '00:35']);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { type OracleReport, runOracle } from '../support/oracle/oracle.ts';

let report: OracleReport;
beforeAll(async () => {
  report = await runOracle({ seconds: 6 });
}, 40_000);

describe('reads through several processes, while Redis is being broken', () => {
  it('never show less than what was acknowledged when they started', () => {
    expect(report.variants.lease.stale).toBe(0);
    expect(report.counts.torn).toBeUndefined();
  });

  it('are judged by an oracle that catches the naive cache and the deletion that forgets the lease', () => {
    expect(report.variants.naive.stale).toBeGreaterThan(0);
    expect(report.variants.forgetful.stale).toBeGreaterThan(0);
  });

  it('really hit, miss and have their fills refused, and every fault really happened', () => {
    const { reads, acknowledged, outcomes } = report.variants.lease;
    expect(reads).toBeGreaterThan(300);
    expect(outcomes.HIT).toBeGreaterThan(150);
    expect(outcomes.MISS).toBeGreaterThan(30);
    expect(report.counts['lease.fill_refused']).toBeGreaterThan(10);
    expect(acknowledged).toBeGreaterThan(50);
    for (const times of Object.values(report.faults)) expect(times).toBeGreaterThan(2);
  });
});

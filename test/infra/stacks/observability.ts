import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { WORKERS_LINE } from '#lib/telemetry-names.ts';
import type { System } from '../../support/infra/templates.ts';

const NAMES = [
  'admin-throttled',
  'api-401',
  'api-5xx',
  'audit-failed',
  'cache-bypass',
  'cache-connections',
  'cache-cpu',
  'cache-memory',
  'cache-new-connections',
  'ccxt-service-down',
  'collector-down',
  'fill-refused',
  'invalidation-behind',
  'invalidation-silent',
  'invalidation-unconfirmed',
  'jobs-failed',
  'read-latency',
  'rotation-failed',
  'schedules-undelivered',
  'stream-expired',
  'workers-failed',
  'workers-stale',
];
/** Where silence is itself the trouble. */
const SILENCE_IS_BAD = ['ccxt-service-down', 'collector-down', 'invalidation-silent', 'workers-stale'];

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
const headings = [...runbook.matchAll(/^## (\S+)$/gm)].map(([, heading]) => heading);

export function observabilityTemplates(system: () => System): void {
  describe('alarms', () => {
    const alarms = () =>
      system()
        .all('AWS::CloudWatch::Alarm', 'Observability')
        .map(({ properties }) => ({
          name: system()
            .text(properties.AlarmName)
            .replace(/^exchange-control-plane-(dev|staging|prod)-/, ''),
          description: system().text(properties.AlarmDescription),
          properties,
        }));

    it('watch callers, cache, durable path, collection and rotation', () => {
      expect(
        alarms()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(NAMES);
    });

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html: it would be noticed at deployment only
    it('add up ten metrics at the most', () => {
      const counts = alarms().map(
        ({ properties }) => Object.values(properties.Metrics ?? {}).filter((one) => one.MetricStat).length,
      );
      expect(Math.max(...counts)).toBeGreaterThan(1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(10);
    });

    it('each say how bad it is and link to a section of the runbook that exists', () => {
      for (const { name, description } of alarms()) {
        expect(description).toMatch(/^\[(page|ticket)\] \S.*\. Runbook: \S+/);
        expect(description.endsWith(`docs/runbook.md#${name}`)).toBe(true);
        expect(headings).toContain(name);
      }
    });

    it('have no section of the runbook without an alarm', () => {
      expect(headings.toSorted()).toEqual(NAMES);
    });

    it('choose what missing data means', () => {
      const bad = alarms()
        .filter(({ properties }) => system().text(properties.TreatMissingData) === 'breaching')
        .map(({ name }) => name);
      expect(bad.toSorted()).toEqual(SILENCE_IS_BAD);
      for (const { properties } of alarms())
        expect(system().text(properties.TreatMissingData)).toMatch(/^(breaching|notBreaching)$/);
    });

    it('tell one encrypted topic of their beginning and end', () => {
      const topic = system().only('AWS::SNS::Topic');
      expect(topic.properties.KmsMasterKeyId).toBeDefined();
      for (const { properties } of alarms()) {
        expect(properties.AlarmActions).toEqual([{ Ref: topic.id }]);
        expect(properties.OKActions).toEqual([{ Ref: topic.id }]);
      }
    });

    it('watch each of the three queues of failures', () => {
      const watched = alarms().filter(
        ({ properties }) => system().text(properties.MetricName) === 'ApproximateNumberOfMessagesVisible',
      );
      expect(watched.map(({ name }) => name).toSorted()).toEqual([
        'jobs-failed',
        'schedules-undelivered',
        'stream-expired',
      ]);
      for (const { properties } of watched) expect(properties.Threshold).toBe(0);
    });
  });

  it("counts stale and failed workers from the collector's own line, and refused keys from the access log", () => {
    const filters = system()
      .all('AWS::Logs::MetricFilter')
      .map(({ properties }) => [
        properties.FilterPattern,
        properties.MetricTransformations?.[0]?.MetricValue,
      ]);
    expect(filters).toEqual(
      expect.arrayContaining([
        [`{ $.msg = "${WORKERS_LINE.message}" }`, `$.${WORKERS_LINE.field}.stale`],
        [`{ $.msg = "${WORKERS_LINE.message}" }`, `$.${WORKERS_LINE.field}.failed`],
        ['{ $.status = "401" }', '1'],
      ]),
    );
  });

  it('one dashboard shows them', () => {
    expect(system().text(system().only('AWS::CloudWatch::Dashboard').properties.DashboardName)).toMatch(
      /^exchange-control-plane-/,
    );
  });
}

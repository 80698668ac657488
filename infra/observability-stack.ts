import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { alarmsOf } from './alarms/alarms.ts';
import { alarmTopic } from './constructs/alarm-topic.ts';
import { runbookAlarm } from './constructs/runbook-alarm.ts';
import { systemDashboard } from './constructs/system-dashboard.ts';
import { type SystemParts, systemMetrics } from './system-metrics.ts';
import { plannedTlsConnectionsPerSecond } from './tls-connections.ts';

/** What is watched, what raises an alarm, and whom it tells. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & SystemParts) {
    super(scope, id, props);
    const { config, data } = props;
    const { stage, runbookUrl } = config;
    const metrics = systemMetrics(this, props);
    const topic = alarmTopic(this, { key: data.key, email: config.alarmEmail });

    const newConnectionsPerMinute = 60 * plannedTlsConnectionsPerSecond(config.cache.nodeType);
    for (const spec of alarmsOf(metrics, newConnectionsPerMinute)) {
      runbookAlarm(this, spec, { stage, runbookUrl, topic });
    }
    systemDashboard(this, { name: `exchange-control-plane-${stage}`, runbookUrl, metrics });
  }
}

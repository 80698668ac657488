import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** `page`: wake somebody. `ticket`: look on the next working day. */
export type Severity = 'page' | 'ticket';

export interface AlarmSpec {
  /** Also the heading in docs/runbook.md. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence: what it means to users. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly when: 'above' | 'below';
  readonly threshold: number;
  /** Periods of the metric in a row. */
  readonly periods: number;
  /** What no data means: `fine` where nothing is sent when nothing happens, `bad` where silence itself is the trouble. */
  readonly missing: 'fine' | 'bad';
}

const MISSING = { fine: TreatMissingData.NOT_BREACHING, bad: TreatMissingData.BREACHING } as const;
const COMPARISON = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

/** An alarm that says how bad it is and where to read on, and tells the topic of its beginning and its end. */
export function runbookAlarm(
  scope: Construct,
  spec: AlarmSpec,
  { stage, runbookUrl, topic }: { stage: string; runbookUrl: string; topic: ITopic },
): Alarm {
  const alarm = new Alarm(scope, spec.name, {
    alarmName: `exchange-control-plane-${stage}-${spec.name}`,
    alarmDescription: `[${spec.severity}] ${spec.meaning} Runbook: ${runbookUrl}#${spec.name}`,
    metric: spec.metric,
    threshold: spec.threshold,
    evaluationPeriods: spec.periods,
    comparisonOperator: COMPARISON[spec.when],
    treatMissingData: MISSING[spec.missing],
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}

export const FIVE_MINUTES = Duration.minutes(5);
export const MINUTE = Duration.minutes(1);

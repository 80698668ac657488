import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What is too much or too little, and what it means. */
export interface Watch {
  /** Also the heading in docs/runbook.md. */
  readonly name: string;
  /** `page`: wake somebody. `ticket`: look on the next working day. */
  readonly severity: 'page' | 'ticket';
  readonly limit: { readonly above: number } | { readonly below: number };
  /** Of the metric's periods, how many in a row. */
  readonly periods: number;
  /** What no data means: nothing, for most is sent only when something happens; or that all has stopped. */
  readonly silenceIsBad?: boolean;
  /** One sentence: what it means to users. */
  readonly meaning: string;
}

export interface AlarmSpec extends Watch {
  readonly metric: IMetric;
}

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
    evaluationPeriods: spec.periods,
    treatMissingData: spec.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    ...('above' in spec.limit
      ? { threshold: spec.limit.above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD }
      : { threshold: spec.limit.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }),
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}

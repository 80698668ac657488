import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** Where what failed for good waits two weeks for a person; whatever comes in raises an alarm. */
export function failureQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const reason = 'It is the dead-letter queue itself: nothing consumes it, so nothing can fail to.';
  acknowledge(queue, {
    'AwsSolutions-SQS3': reason,
    'Serverless-SQSRedrivePolicy': reason,
  });
  return queue;
}

import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** Where alarms are announced. Only CloudWatch of this account may publish. */
export function alarmTopic(scope: Construct, props: { key: IKey; email: string | undefined }): Topic {
  const topic = new Topic(scope, 'Alarms', { masterKey: props.key, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (props.email) {
    const subscription = topic.addSubscription(new EmailSubscription(props.email));
    acknowledge(subscription, {
      'Serverless-SNSRedrivePolicy':
        'A mail that bounced is of no use later: the state of every alarm stays in CloudWatch and on the dashboard.',
    });
  }
  return topic;
}

/** What CloudWatch needs of the key to publish to a topic that it encrypts. */
export function alarmsMayUseKey(account: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'AlarmsPublishToEncryptedTopic',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'], // of a key's policy: the key itself
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
}

import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ConsoleConfig, StageConfig } from './config.ts';
import { ConsoleSite } from './constructs/console-site.ts';

export interface ConsoleStackProps extends StackProps {
  readonly config: StageConfig;
  readonly console: ConsoleConfig;
  /** `https://ID.execute-api.REGION.amazonaws.com` */
  readonly apiUrl: string;
}

/** The operators' console and the API under one domain. The files are copied to the bucket by whoever deploys. */
export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    super(scope, id, props);
    const { config } = props;
    const files = new Bucket(this, 'Files', {
      ...closed,
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
      // made by npm run build at any time
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(files, {
      'AwsSolutions-S1': 'Only CloudFront reads it, and its access log says who asked for what.',
    });
    const site = new ConsoleSite(this, 'Site', {
      files,
      apiDomain: Fn.select(2, Fn.split('/', props.apiUrl)),
      accessLogs: this.#accessLogs(config),
      console: props.console,
    });
    new CfnOutput(this, 'Url', { value: site.url });
    new CfnOutput(this, 'FilesBucket', { value: files.bucketName });
  }

  #accessLogs(config: StageConfig): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      ...closed,
      objectOwnership: ObjectOwnership.OBJECT_WRITER, // CloudFront writes by ACL
      lifecycleRules: [{ expiration: Duration.days(config.logDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'It holds access logs itself; logging who reads logs would need another such bucket.',
    });
    return bucket;
  }
}

const closed = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
};

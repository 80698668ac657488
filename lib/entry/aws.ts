import type { AwsIdentity } from '../aws/signature-v4.ts';
import type { AwsConfig } from '../config.ts';

/** Who a function is to AWS, as Lambda tells it. `need`: what asks for it, in the words of an error. */
export function awsIdentity(config: AwsConfig, need: string): AwsIdentity {
  const { AWS_REGION: region, AWS_SESSION_TOKEN: sessionToken } = config;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (!region || !accessKeyId || !secretAccessKey) {
    throw new Error(`Set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: ${need} needs them all.`);
  }
  return { region, accessKeyId, secretAccessKey, sessionToken };
}

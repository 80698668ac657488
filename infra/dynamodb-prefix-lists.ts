/**
 * AWS's own prefix lists of DynamoDB, by region: a security group can name them, and CloudFormation cannot look them up.
 * `aws ec2 describe-prefix-lists` tells those of other regions; they never change.
 */
const DYNAMODB_PREFIX_LISTS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'pl-78a54011',
  'ap-northeast-2': 'pl-48a54021',
  'ap-south-1': 'pl-66a7420f',
  'ap-southeast-1': 'pl-67a5400e',
  'ap-southeast-2': 'pl-62a5400b',
  'ca-central-1': 'pl-4ea54027',
  'eu-central-1': 'pl-66a5400f',
  'eu-west-1': 'pl-6fa54006',
  'eu-west-2': 'pl-b3a742da',
  'eu-west-3': 'pl-abb451c2',
  'sa-east-1': 'pl-60a54009',
  'us-east-1': 'pl-02cd2c6b',
  'us-east-2': 'pl-4ca54025',
  'us-west-1': 'pl-6ea54007',
  'us-west-2': 'pl-00a54069',
};

export function dynamoDbPrefixList(region: string): string {
  const id = DYNAMODB_PREFIX_LISTS[region];
  if (id) return id;
  throw new Error(
    `The prefix list of DynamoDB in ${region} is not known: take it from aws ec2 describe-prefix-lists and give it ` +
      'as the context value dynamoDbPrefixList.',
  );
}

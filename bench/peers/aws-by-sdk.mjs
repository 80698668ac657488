// lib/aws/aws-json.ts as it would be by AWS's SDK: what the naive bundle of a function gets in its place.
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as secretsManager from '@aws-sdk/client-secrets-manager';

export const DYNAMODB = { sdk: dynamoDb, Client: dynamoDb.DynamoDBClient };
export const SECRETS_MANAGER = { sdk: secretsManager, Client: secretsManager.SecretsManagerClient };

export function awsJson({ sdk, Client }, { limits: { attempts, attemptMs } }) {
  const requestHandler = { requestTimeout: attemptMs, throwOnRequestTimeout: true };
  const client = new Client({ maxAttempts: attempts, requestHandler });
  return async (operation, input) => {
    const answer = await client.send(new sdk[`${operation}Command`](input));
    // as it comes over the wire
    return answer.CreatedDate ? { ...answer, CreatedDate: answer.CreatedDate.getTime() / 1_000 } : answer;
  };
}

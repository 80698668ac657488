import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * A client whose calls end: each after two attempts of at most 0.7 s. Repeating is safe, for whatever is written here
 * is the same again when it is written again. Region and credentials come from the environment.
 */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true },
  });
}

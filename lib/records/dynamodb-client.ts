import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RESILIENCE } from '../resilience.ts';

const { attempts, connectMs, requestMs } = RESILIENCE.records;

/**
 * A client whose calls end: each after so many attempts of so long. Repeating is safe, for whatever is written here
 * is the same again when it is written again. Region and credentials come from the environment.
 */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectMs, requestTimeout: requestMs, throwOnRequestTimeout: true },
  });
}

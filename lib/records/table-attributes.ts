/**
 * The attributes of the DynamoDB table of records, shared by who writes them and who makes the table. It is another
 * table than the registry's, whose stream would otherwise invoke a function for each record.
 */
export const RECORDS_ATTRIBUTES = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds; DynamoDB deletes an item some time after that. */
  timeToLive: 'expiresAt',
} as const;

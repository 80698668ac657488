/**
 * The names of all environment variables, shared by what sets them (infra, local) and what reads them
 * (each deployable's config.ts), so that a misspelt one does not compile.
 */
export const ENV = {
  /** `redis://host:port` or `rediss://…`; without it functions ask ElastiCache where the replication group's primary is. */
  redisUrl: 'REDIS_URL',
  /** The cache's user, where it has any; with a password, or else with IAM's token. */
  redisUsername: 'REDIS_USERNAME',
  redisPassword: 'REDIS_PASSWORD',
  redisPasswordSecretArn: 'REDIS_PASSWORD_SECRET_ARN',
  /** ElastiCache's replication group that IAM tokens are signed for; set: log in by IAM. */
  redisIamReplicationGroup: 'REDIS_IAM_REPLICATION_GROUP',
  ccxtServiceUrl: 'CCXT_SERVICE_URL',
  collectorUrl: 'COLLECTOR_URL',
  /** The operators' key (X-Admin-Key): the value locally, the secret's ARN on AWS. */
  adminApiKey: 'ADMIN_API_KEY',
  adminApiKeySecretArn: 'ADMIN_API_KEY_SECRET_ARN',
  /** The key between our parts (X-API-Key): the value locally, the secret's ARN on AWS. */
  serviceApiKey: 'SERVICE_API_KEY',
  serviceApiKeySecretArn: 'SERVICE_API_KEY_SECRET_ARN',
  /** DynamoDB table of audit records and idempotency keys; or a sqlite file of them, locally. */
  recordsTable: 'RECORDS_TABLE',
  recordsPath: 'RECORDS_PATH',
  logLevel: 'LOG_LEVEL',
  /** Set by Lambda itself; what requests to AWS and tokens of IAM are signed with. */
  awsRegion: 'AWS_REGION',
  awsAccessKeyId: 'AWS_ACCESS_KEY_ID',
  awsSecretAccessKey: 'AWS_SECRET_ACCESS_KEY',
  awsSessionToken: 'AWS_SESSION_TOKEN',
  /** Instead of the region's own; AWS's own names for them. */
  dynamoDbEndpoint: 'AWS_ENDPOINT_URL_DYNAMODB',
  secretsManagerEndpoint: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',

  host: 'HOST',
  port: 'PORT',
  /** File of the sqlite registry. */
  registryPath: 'REGISTRY_PATH',
  /** DynamoDB table of the registry, instead of a file. */
  registryTable: 'REGISTRY_TABLE',
  /** Comma-separated ids that are configured when the registry is first made. */
  seedExchanges: 'SEED_EXCHANGES',
  /** ccxt's `proxyUrl`: where the simulated exchanges listen, ending in a slash. Unset: the real ones. */
  exchangeProxyUrl: 'EXCHANGE_PROXY_URL',
  /** Poll interval of an exchange without a setting of its own, milliseconds. */
  defaultPollIntervalMs: 'DEFAULT_POLL_INTERVAL_MS',
  /** Comma-separated ids of the exchanges whose websockets are used; the others are polled. */
  streamExchanges: 'STREAM_EXCHANGES',
  /** Names the address that a collector node's requests leave by; nodes of one name share the exchanges' rate limits. */
  egressId: 'EGRESS_ID',
  /** Names a collector node; else made at its start. */
  instanceId: 'INSTANCE_ID',
  /** Bus of Amazon EventBridge that changes of workers' states are sent to. Unset: they are on their stream only. */
  eventBusName: 'EVENT_BUS_NAME',
} as const;

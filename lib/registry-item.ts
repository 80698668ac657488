/**
 * Where the registry's document lies in its DynamoDB table, shared by who writes it (services/ccxt), who reads its
 * changes (the stream's function) and who makes the table. Beside it lie results of checks, whose keys differ.
 */
export const REGISTRY_ATTRIBUTES = { key: 'pk', version: 'version' } as const;
export const REGISTRY_ITEM = 'registry';

/** Parameters and headers by the names that operations refer to them with, as OpenAPI components. */
export const PARAMETERS = {
  exchange: {
    name: 'exchange',
    in: 'path',
    required: true,
    description: "ccxt's id of the exchange; upper case is taken too.",
    schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' },
    example: 'kraken',
  },
  dryRun: {
    name: 'dryRun',
    in: 'query',
    description: 'Tells what would be done, and does nothing.',
    schema: { type: 'boolean', default: false },
  },
  onlyFailed: {
    name: 'onlyFailed',
    in: 'query',
    description: 'Only workers that are failed, stale or quarantined.',
    schema: { type: 'boolean', default: false },
  },
  deep: {
    name: 'deep',
    in: 'query',
    description: 'Asks every part; needs the admin key.',
    schema: { type: 'boolean', default: false },
  },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'How many records.',
    schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `nextCursor` of an earlier answer.',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The same call with the same key is carried out once in 24 h; sent again, it gets the first answer and `Idempotent-Replayed`.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'The registry\'s version in quotes, as `"1795348800"`: the change is made only on top of it.',
    schema: { type: 'string' },
  },
  actor: {
    name: 'X-Actor',
    in: 'header',
    description: 'Who calls, for the record; as claimed.',
    schema: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[\\x20-\\x7e]+$' },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of an earlier answer: 304 while it is still right.',
    schema: { type: 'string' },
  },
} as const;
export type ParameterName = keyof typeof PARAMETERS;

const text = { type: 'string' };

export const HEADERS = {
  'X-Request-Id': {
    description: 'Of this call; also in the body of an error, and in the log.',
    schema: text,
  },
  'Cache-Control': {
    description: '`no-cache` where an ETag comes, `no-store` for all others.',
    schema: { type: 'string', enum: ['no-cache', 'no-store'] },
  },
  'X-Cache': {
    description: '`STALE`: expired by itself, and the CCXT service is away. `BYPASS`: Redis is away.',
    schema: { type: 'string', enum: ['HIT', 'MISS', 'STALE', 'BYPASS'] },
  },
  Age: { description: 'Seconds since it was filled.', schema: { type: 'string', pattern: '^\\d+$' } },
  ETag: { description: 'Of the answer, its timestamp left out.', schema: text },
  Vary: { description: '`Accept-Encoding`: brotli comes to who accepts it.', schema: text },
  'Retry-After': {
    description: 'Seconds; with 503 and with `IDEMPOTENCY_IN_FLIGHT`.',
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  'X-Worker-Restart-Info': {
    description: 'What became of the worker: `state=…; generation=…; code=…`.',
    schema: text,
  },
  'X-Worker-Restart-Warning': {
    description: 'Only when the worker could not be stopped: `state=…; generation=…; code=…`.',
    schema: text,
  },
  'Idempotent-Replayed': {
    description: 'Only on the kept answer of an earlier call with the same `Idempotency-Key`.',
    schema: { type: 'string', const: 'true' },
  },
} as const;
export type HeaderName = keyof typeof HEADERS;

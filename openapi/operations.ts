import type { ErrorCode } from '#lib/errors.ts';
import type { RouteName } from '#lib/routes.ts';
import type { SchemaName } from './component-schemas.ts';
import {
  ACTIVE_ONLY,
  ADMIN,
  BODY,
  CHANGE,
  COLLECTOR,
  ONE_EXCHANGE,
  READ_FROM_CCXT,
  REGISTRY_CHANGE,
} from './error-groups.ts';

/** What the API's description says of an operation beside its row in the table of routes. */
export interface Operation {
  tag: 'Exchanges' | 'Workers' | 'System';
  summary: string;
  description: string;
  /** Without one the operation takes no body. */
  body?: SchemaName;
  /** Schemas of the answer to a success; several are alternatives. */
  answers: readonly SchemaName[];
  /** All codes but those that every operation has (openapi/responses.ts). */
  errors: readonly ErrorCode[];
  /** Of the answer to a success, beside those that every answer has. */
  headers?: readonly ('cached' | 'tagged' | 'workerInfo' | 'workerWarning')[];
  /** Honours `If-Match`. */
  conditional?: true;
}

export const OPERATIONS: Record<RouteName, Operation> = {
  'get-config': {
    tag: 'Exchanges',
    summary: 'Configuration of all exchanges',
    description:
      "The CCXT service's configuration of every exchange that is not blacklisted, passed through. Cached for an hour; a change deletes the cache before it is acknowledged.",
    answers: ['Config'],
    errors: READ_FROM_CCXT,
    headers: ['cached'],
  },
  'get-supported': {
    tag: 'Exchanges',
    summary: 'What is collected',
    description:
      'The active exchanges: configured and not blacklisted. Cached for half an hour; a change deletes the cache before it is acknowledged.',
    answers: ['Supported'],
    errors: READ_FROM_CCXT,
    headers: ['cached'],
  },
  'add-exchange': {
    tag: 'Exchanges',
    summary: 'Add an exchange',
    description:
      "Validates the connection, configures the exchange (or gives it other settings), has the collector begin, and waits up to 8 s for the worker's first success. `dryRun=true` only validates. The exchange's health is reported, never a reason to refuse: one in maintenance may be added, and its worker keeps trying. An exchange that was added cannot be removed again, only blacklisted.",
    body: 'AddBody',
    answers: ['AddResult', 'AddDryRun'],
    errors: [...REGISTRY_CHANGE, ...ONE_EXCHANGE, ...BODY, 'EXCHANGE_BLACKLISTED', 'VALIDATION_FAILED'],
    headers: ['workerInfo'],
    conditional: true,
  },
  'blacklist-exchange': {
    tag: 'Exchanges',
    summary: 'Blacklist an exchange',
    description:
      'For good, until an instant, or for some seconds. The worker has stopped when the answer comes, else a header says so. An entry that has expired is taken off by the next run of a job (every minute on AWS, every 5 s locally), which validates the exchange first.',
    body: 'BlacklistBody',
    answers: ['BlacklistResult'],
    errors: [...REGISTRY_CHANGE, ...ONE_EXCHANGE, ...BODY],
    headers: ['workerWarning'],
    conditional: true,
  },
  'unblacklist-exchange': {
    tag: 'Exchanges',
    summary: 'Take an exchange off the blacklist',
    description:
      'Validates the connection, which is reported and no reason to refuse, and has the worker started again. The header tells what became of it.',
    answers: ['UnblacklistResult'],
    errors: [...REGISTRY_CHANGE, ...ONE_EXCHANGE, ...BODY],
    headers: ['workerInfo'],
    conditional: true,
  },
  'refresh-exchanges': {
    tag: 'Exchanges',
    summary: 'Refresh metadata and credentials',
    description:
      'Of all active exchanges or of some, then restarts all workers one after the other. What takes longer than 15 s goes on in the CCXT service and is `pending`.',
    body: 'RefreshBody',
    answers: ['RefreshResult'],
    errors: [...REGISTRY_CHANGE, ...BODY, 'INVALID_EXCHANGE_ID', 'EXCHANGE_UNKNOWN'],
    conditional: true,
  },
  'get-worker-status': {
    tag: 'Workers',
    summary: 'All workers',
    description: 'What is collecting and what only claims to: states are derived at the moment of asking.',
    answers: ['WorkersReport'],
    errors: COLLECTOR,
  },
  'get-worker': {
    tag: 'Workers',
    summary: 'One worker',
    description: 'With its timeline and what the connectivity checks last found.',
    answers: ['WorkerDetail'],
    errors: ['INVALID_EXCHANGE_ID', ...COLLECTOR, 'EXCHANGE_UNKNOWN', 'EXCHANGE_NOT_ACTIVE'],
  },
  'restart-worker': {
    tag: 'Workers',
    summary: 'Restart a worker',
    description: 'A new generation of one worker.',
    answers: ['RestartResult'],
    errors: [...CHANGE, ...ACTIVE_ONLY, ...BODY, ...COLLECTOR, 'EXCHANGE_PAUSED', 'RESTART_FAILED'],
  },
  'restart-workers': {
    tag: 'Workers',
    summary: 'Restart several workers',
    description:
      'Those that are named, or all, one after the other; with `onlyFailed=true` of them those that are failed, stale or quarantined. What is blacklisted or paused is never restarted. `dryRun=true` tells what would be.',
    body: 'RestartWorkersBody',
    answers: ['RestartWorkersResult'],
    errors: [...CHANGE, ...BODY, ...COLLECTOR, 'INVALID_EXCHANGE_ID'],
  },
  'pause-worker': {
    tag: 'Workers',
    summary: 'Pause a worker',
    description: 'It does not poll until it is resumed, whatever is restarted meanwhile.',
    body: 'PauseBody',
    answers: ['PauseResult'],
    errors: [...REGISTRY_CHANGE, ...ACTIVE_ONLY, ...BODY, 'PAUSE_UNSUPPORTED'],
    headers: ['workerWarning'],
    conditional: true,
  },
  'resume-worker': {
    tag: 'Workers',
    summary: 'Resume a worker',
    description: "Ends a pause, and waits up to 8 s for the worker's first success.",
    answers: ['PauseResult'],
    errors: [...REGISTRY_CHANGE, ...ACTIVE_ONLY, ...BODY, 'PAUSE_UNSUPPORTED'],
    headers: ['workerInfo'],
    conditional: true,
  },
  'get-audit': {
    tag: 'System',
    summary: 'Who changed what',
    description: 'Every admin call that was let in, newest first, whatever became of it.',
    answers: ['AuditPage'],
    errors: [...ADMIN, 'AUDIT_UNAVAILABLE'],
  },
  'get-health': {
    tag: 'System',
    summary: 'Is it alive',
    description:
      'Answers that functions run, and which release. `deep=true` needs the admin key and asks every part, for 5 s at most; 503 with the same body when one is down.',
    answers: ['Health'],
    errors: ADMIN,
  },
  'get-openapi': {
    tag: 'System',
    summary: 'This description',
    description: "The API's description by the OpenAPI specification 3.1.",
    answers: ['OpenApiDocument'],
    errors: [],
    headers: ['tagged'],
  },
};

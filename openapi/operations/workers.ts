import { ACTIVE_ONLY, BODY, CHANGE, COLLECTOR, REGISTRY_CHANGE } from '../error-groups.ts';
import type { Operation } from './operation.ts';

export const WORKERS = {
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
} satisfies Record<string, Operation>;

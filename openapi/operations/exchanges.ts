import { ACTIVE_ONLY, BODY, ONE_EXCHANGE, READ_FROM_CCXT, REGISTRY_CHANGE } from '../error-groups.ts';
import type { Operation } from './operation.ts';

export const EXCHANGES = {
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
    errors: [...REGISTRY_CHANGE, ...ACTIVE_ONLY, ...BODY],
    conditional: true,
  },
} satisfies Record<string, Operation>;

import type { Connectivity, WorkerDetail } from '../src/types.ts';
import { formatDuration } from './duration.ts';
import { table } from './table.ts';

const TRANSITIONS = 10;

/** One worker for people: what it does, what its checks found, what happened to it lately. */
export function inspection(worker: WorkerDetail): string {
  const { dataAgeMs, lastError, restarts } = worker;
  const facts = [
    ['state', `${worker.state}: ${worker.stateReason.message}`],
    ['since', worker.since],
    [
      'data',
      dataAgeMs === null
        ? 'none'
        : `${formatDuration(dataAgeMs)} old, stale from ${formatDuration(worker.staleAfterMs)}`,
    ],
    [
      'polls',
      `every ${formatDuration(worker.effectiveIntervalMs)}, ${worker.cycles.ok} ok, ${worker.cycles.failed} failed`,
    ],
    ['symbols', worker.symbols.join(' ')],
    [
      'restarts',
      restarts.lastAt === null ? '0' : `${restarts.count}, last ${restarts.lastAt}: ${restarts.reason ?? ''}`,
    ],
    ['last error', lastError ? `${lastError.at} ${lastError.code}: ${lastError.message}` : 'none'],
  ];
  const timeline = worker.timeline
    .slice(0, TRANSITIONS)
    .map(({ since, state, reason, generation }) => [since, state, String(generation), reason.message]);
  return [
    table([worker.exchange, ''], facts),
    checksTable(worker.connectivity),
    table(['SINCE', 'STATE', 'GENERATION', 'WHY'], timeline),
  ].join('\n\n');
}

export function checksTable(connectivity: Connectivity): string {
  const rows = Object.entries(connectivity).map(([name, check]) => [
    name,
    check.status,
    formatDuration(check.latencyMs),
    [check.code, check.message].filter(Boolean).join(': '),
  ]);
  return table(['CHECK', 'RESULT', 'TOOK', 'WHY'], rows);
}

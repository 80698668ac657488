import type { Worker, WorkersReport } from '../../src/types.ts';
import { type Command, only } from '../command.ts';
import { formatDuration } from '../duration.ts';
import { EXIT } from '../exit-codes.ts';
import { table } from '../table.ts';
import { inspection } from '../worker-page.ts';

/** One row per worker, the ones in trouble first. */
export function workersTable({ workers }: WorkersReport): string {
  const trouble = (worker: Worker) => (worker.state === 'running' ? 1 : 0);
  const rows = workers
    .toSorted((a, b) => trouble(a) - trouble(b) || a.exchange.localeCompare(b.exchange))
    .map((worker) => [
      worker.exchange,
      worker.state,
      worker.dataAgeMs === null ? '-' : formatDuration(worker.dataAgeMs),
      worker.latencyMs.p50 === null ? '-' : formatDuration(worker.latencyMs.p50),
      formatDuration(worker.effectiveIntervalMs),
      String(worker.restarts.count),
      worker.state === 'running' ? '' : (worker.lastError?.message ?? worker.stateReason.message),
    ]);
  return table(['EXCHANGE', 'STATE', 'DATA AGE', 'LATENCY', 'EVERY', 'RESTARTS', 'WHY'], rows);
}

export function summaryLine({ status, summary }: WorkersReport): string {
  const states = Object.entries(summary.byState).map(([state, count]) => `${count} ${state}`);
  return `${status}: ${summary.total} workers${states.length > 0 ? `, ${states.join(', ')}` : ''}`;
}

const status: Command = {
  usage: '[EXCHANGE] [--check]',
  summary: 'what is collecting and what only claims to; of one exchange its timeline and checks too',
  options: { check: { type: 'boolean' } },
  names: [0, 1],
  run: async (context) => {
    const { plane, names, options, show, signal } = context;
    if (names.length === 1) {
      const { data } = await plane.worker(only(context), { signal });
      show(data, () => inspection(data));
      return options.flag('check') && data.state !== 'running' ? EXIT.notWell : EXIT.ok;
    }
    const { data } = await plane.workers({ signal });
    show(data, () => `${summaryLine(data)}\n\n${workersTable(data)}`);
    return options.flag('check') && data.status !== 'healthy' ? EXIT.notWell : EXIT.ok;
  },
};

const supported: Command = {
  usage: '',
  summary: 'the exchanges that are collected',
  names: [0, 0],
  run: async ({ plane, show, signal }) => {
    const { data } = await plane.supported({ signal });
    show(data, () => data.exchanges.join('\n'));
    return EXIT.ok;
  },
};

const health: Command = {
  usage: '[--deep] [--check]',
  summary: 'whether it is alive; with --deep (admin) whether every part is',
  options: { deep: { type: 'boolean' }, check: { type: 'boolean' } },
  names: [0, 0],
  run: async ({ plane, options, show, signal }) => {
    const { data } = await plane.health({ deep: options.flag('deep'), signal });
    show(data, () => {
      const parts = Object.entries(data.checks ?? {}).map(([part, check]) => [
        part,
        check.status,
        formatDuration(check.latencyMs),
        check.message ?? '',
      ]);
      const line = `${data.status}: ${data.service} ${data.version}`;
      return parts.length === 0 ? line : `${line}\n\n${table(['PART', 'STATUS', 'TOOK', 'WHY'], parts)}`;
    });
    return options.flag('check') && data.status !== 'healthy' ? EXIT.notWell : EXIT.ok;
  },
};

export const LOOK = { status, supported, health };

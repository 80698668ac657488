import type { AuditRecord } from '../../src/types.ts';
import type { Command } from '../command.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { table } from '../table.ts';

const PAGE = 200;

const audit: Command = {
  usage: '[EXCHANGE] [--limit 20]',
  summary: 'who changed what, newest first; of one exchange only',
  options: { limit: { type: 'string' } },
  names: [0, 1],
  run: async ({ plane, names: [exchange], options, show, signal }) => {
    const limit = Number(options.text('limit') ?? '20');
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError('--limit: give how many records, such as 20.');
    const records: AuditRecord[] = [];
    let cursor: string | null = null;
    do {
      const query = { limit: exchange ? PAGE : Math.min(limit - records.length, PAGE), cursor, signal };
      const { data } = await plane.audit(query);
      records.push(...data.records.filter((record) => !exchange || record.exchange === exchange));
      cursor = data.nextCursor;
    } while (cursor !== null && records.length < limit);
    const shown = records.slice(0, limit);
    show({ records: shown }, () =>
      table(['WHEN', 'WHO', 'FROM', 'WHAT', 'EXCHANGE', 'OUTCOME', 'WITH'], shown.map(row)),
    );
    return EXIT.ok;
  },
};

function row({ at, actor, source, address, action, exchange, outcome, input }: AuditRecord): string[] {
  const what = outcome.changed === false ? `${outcome.code}, nothing changed` : outcome.code;
  const details = Object.entries(input).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [at, actor ?? source, address ?? '', action, exchange ?? '', what, details.join(' ')];
}

export const AUDIT = { audit };

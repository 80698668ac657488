import type { StageConfig } from './config.ts';
import { costOfMillionRequests, monthlyCost, USAGE } from './cost.ts';

/** Markdown: one column per configuration, USD a month. */
export function costTable(configs: readonly StageConfig[]): string {
  const columns = configs.map((config) => monthlyCost(config, USAGE[config.stage]));
  const items = columns[0]?.map(({ item }) => item) ?? [];
  const row = (name: string, values: readonly string[]) => `| ${name} | ${values.join(' | ')} |`;
  const usd = (value: number) => value.toFixed(2);
  const total = (lines: (typeof columns)[number]) => lines.reduce((sum, line) => sum + line.usd, 0);
  return [
    row(
      'USD a month',
      configs.map(({ stage }) => stage),
    ),
    row(
      '---',
      configs.map(() => '---:'),
    ),
    ...items.map((item, index) =>
      row(
        item,
        columns.map((lines) => usd(lines[index]?.usd ?? 0)),
      ),
    ),
    row(
      '**Sum**',
      columns.map((lines) => `**${usd(total(lines))}**`),
    ),
    row(
      'A million more requests',
      configs.map(({ stage }) => usd(costOfMillionRequests(USAGE[stage]))),
    ),
  ].join('\n');
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Stage, stageConfig } from '../../infra/config.ts';
import { costOfMillionRequests, monthlyCost, USAGE } from '../../infra/cost.ts';
import { costTable } from '../../infra/cost-table.ts';
import { VARIANTS } from '../support/infra/variants.ts';

const sum = (context: Record<string, unknown>) => {
  const config = stageConfig(context);
  return monthlyCost(config, USAGE[config.stage]).reduce((total, { usd }) => total + usd, 0);
};

/** A table's cells, however its columns are padded. */
const cells = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/-+/, '-')));

describe('cost', () => {
  it('is what docs/deploy.md shows', () => {
    const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    const [, shown = ''] = guide.split(/<!-- \/?cost -->/);
    const stages: Stage[] = ['dev', 'staging', 'prod'];
    expect(cells(shown)).toEqual(cells(costTable(stages.map((stage) => stageConfig({ stage })))));
  });

  it('follows the configuration', () => {
    expect(sum({ stage: 'prod', natGateways: '1' })).toBeCloseTo(sum({ stage: 'prod' }) - 0.057 * 730);
    expect(sum(VARIANTS.existing)).toBeLessThan(sum({}) - 90);
  });

  it('of a million requests is the gateway, the function and its log line', () => {
    expect(costOfMillionRequests(USAGE.prod)).toBeCloseTo(1.2 + 0.2 + 0.2 + 0.252, 2);
  });

  it('is not guessed for a node type without a price', () => {
    expect(() => sum({ cacheNodeType: 'cache.r7g.16xlarge' })).toThrow(
      /Add the price of cache\.r7g\.16xlarge/,
    );
  });
});

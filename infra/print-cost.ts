import { type Stage, stageConfig } from './config.ts';
import { costTable } from './cost-table.ts';

/** `npm run cost`: what the stages cost in a month, as in docs/deploy.md. */
const stages: Stage[] = ['dev', 'staging', 'prod'];
console.log(costTable(stages.map((stage) => stageConfig({ stage }))));

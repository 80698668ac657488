import { mkdir, writeFile } from 'node:fs/promises';
import { openLab, ROOT } from '../harness/lab.ts';
import { installPeers } from '../peers-installed.ts';
import { drawGrowth } from './draw.ts';
import { driveReads } from './drive.ts';
import { startLoadedSystem } from './system.ts';

/** `node bench/load/growth.ts`: reads against the number of exchanges and of connections; drawn as docs/growth.svg. */
const EXCHANGES = [10, 100, 1_000];
const CONNECTIONS = [1, 4, 16, 64, 256];
/** Of each exchange. */
const SYMBOLS = 3;
const SECONDS = 5;

export interface Point {
  /** Exchanges, or connections. */
  x: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Of both workers together. */
  residentMb: number;
}

installPeers();
const lab = await openLab({ foreignPeers: true });
const byExchanges: Point[] = [];
const byConnections: Point[] = [];
try {
  for (const exchanges of EXCHANGES) byExchanges.push(await measured(exchanges, 4, exchanges));
  for (const connections of CONNECTIONS) byConnections.push(await measured(100, connections, connections));
} finally {
  await lab.close();
}
console.table(byExchanges);
console.table(byConnections);
await mkdir(`${ROOT}bench/results`, { recursive: true });
await writeFile(
  `${ROOT}bench/results/growth.json`,
  `${JSON.stringify({ byExchanges, byConnections }, null, 2)}\n`,
);
await writeFile(`${ROOT}docs/growth.svg`, drawGrowth({ byExchanges, byConnections }));

async function measured(exchanges: number, connections: number, x: number): Promise<Point> {
  const system = await startLoadedSystem(lab, 'ours', { exchanges, symbols: SYMBOLS });
  try {
    await driveReads(system.url, connections, 2); // warm
    const { perSecond, p50Ms, p99Ms, errors, statuses } = await driveReads(system.url, connections, SECONDS);
    if (errors > 0 || Object.keys(statuses).join() !== '200')
      throw new Error(`not all was answered: ${errors} errors, ${JSON.stringify(statuses)}`);
    return { x, perSecond, p50Ms, p99Ms, residentMb: system.residentMb() };
  } finally {
    await system.stop();
  }
}

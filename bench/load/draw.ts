import type { Point } from './growth.ts';
import { type Chart, panel } from './panel.ts';

const WIDTH = 320;
const HEIGHT = 240;

/** The figures of growth.ts as one picture, without anything from elsewhere. */
export function drawGrowth({
  byExchanges,
  byConnections,
}: Record<'byExchanges' | 'byConnections', Point[]>): string {
  const of = (points: Point[], value: (point: Point) => number) =>
    points.map((point) => ({ x: point.x, y: value(point) }));
  const charts: Chart[] = [
    {
      title: 'Latency of a read, ms',
      xTitle: 'exchanges (4 connections)',
      lines: [
        { name: 'p50', points: of(byExchanges, ({ p50Ms }) => p50Ms) },
        { name: 'p99', points: of(byExchanges, ({ p99Ms }) => p99Ms) },
      ],
    },
    {
      title: 'Memory of both workers, MB',
      xTitle: 'exchanges (4 connections)',
      lines: [{ name: 'resident', points: of(byExchanges, ({ residentMb }) => residentMb) }],
    },
    {
      title: 'Latency of a read, ms',
      xTitle: 'connections (100 exchanges)',
      lines: [
        { name: 'p50', points: of(byConnections, ({ p50Ms }) => p50Ms) },
        { name: 'p99', points: of(byConnections, ({ p99Ms }) => p99Ms) },
      ],
    },
    {
      title: 'Reads a second',
      xTitle: 'connections (100 exchanges)',
      lines: [{ name: 'all', points: of(byConnections, ({ perSecond }) => perSecond) }],
    },
  ];
  const panels = charts.map((chart, n) => {
    const [column, row] = [n % 2, Math.floor(n / 2)];
    return `<g transform="translate(${column * WIDTH},${row * HEIGHT})">${panel(chart, WIDTH, HEIGHT)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * 2} ${HEIGHT * 2}" role="img"`,
    ' aria-label="Latency and memory against exchanges and connections" font-family="sans-serif" font-size="11">',
    `<rect width="100%" height="100%" fill="#fff"/>${panels.join('')}</svg>\n`,
  ].join('');
}

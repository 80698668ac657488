export interface Chart {
  title: string;
  xTitle: string;
  lines: { name: string; points: { x: number; y: number }[] }[];
}

const COLORS = ['#1f5fa8', '#b3541e'];
const MARGIN = { top: 34, right: 52, bottom: 40, left: 44 };

/** One chart as SVG: x on a logarithmic scale, for its values are far apart; y from 0 on. */
export function panel({ title, xTitle, lines }: Chart, width: number, height: number): string {
  const all = lines.flatMap(({ points }) => points);
  const [low, high] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const top = niceTop(Math.max(...all.map(({ y }) => y)));
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const left = (x: number) => round(MARGIN.left + (Math.log(x / low) / Math.log(high / low)) * inner.width);
  const above = (y: number) => round(MARGIN.top + (1 - y / top) * inner.height);

  const xs = [...new Set(all.map(({ x }) => x))];
  const bottom = above(0);
  const grid = [0, 0.5, 1].map((part) => {
    const y = above(top * part);
    return (
      `<line x1="${MARGIN.left}" x2="${MARGIN.left + inner.width}" y1="${y}" y2="${y}" stroke="#ddd"/>` +
      text(MARGIN.left - 6, y + 4, String(round(top * part)), 'end')
    );
  });
  const ticks = xs.map((x) => text(left(x), bottom + 15, String(x), 'middle'));
  const drawn = lines.map(({ name, points }, n) => {
    const color = COLORS[n % COLORS.length];
    const at = points.map(({ x, y }) => `${left(x)},${above(y)}`);
    const last = points.at(-1) ?? { x: low, y: 0 };
    const dots = at.map((point) => `<circle cx="${point.replace(',', '" cy="')}" r="3" fill="${color}"/>`);
    return (
      `<polyline points="${at.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join('')}` +
      text(left(last.x) + 7, above(last.y) + 4, name, 'start', color)
    );
  });
  return [
    text(MARGIN.left, 20, title, 'start', '#000', 'bold'),
    ...grid,
    ...ticks,
    text(MARGIN.left + inner.width / 2, height - 8, xTitle, 'middle'),
    ...drawn,
  ].join('');
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: string,
  fill = '#444',
  weight = 'normal',
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}" font-weight="${weight}">${content}</text>`;
}

/** The next 1, 2 or 5 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((n) => n * power >= value) ?? 10) * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

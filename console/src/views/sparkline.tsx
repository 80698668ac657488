const WIDTH = 72;
const HEIGHT = 18;
/** Readings that fill the width; fewer stand at its right end. */
const POINTS = 30;

/** The course of a value, from zero up; a gap where there was none. The figures beside it say the same in words. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  const x = (index: number) => WIDTH - ((values.length - 1 - index) * (WIDTH - 4)) / (POINTS - 1) - 2;
  const y = (value: number) => HEIGHT - 2 - (value / highest) * (HEIGHT - 6);
  let isDrawing = false;
  const path = values
    .map((value, index) => {
      const command =
        value === null ? '' : `${isDrawing ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      isDrawing = value !== null;
      return command;
    })
    .join('');
  const last = values.at(-1);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <line class="base" x1="0" x2={WIDTH} y1={HEIGHT - 1.5} y2={HEIGHT - 1.5} />
      <path d={path} />
      {typeof last === 'number' && <circle cx={x(values.length - 1)} cy={y(last)} r="1.8" />}
    </svg>
  );
}

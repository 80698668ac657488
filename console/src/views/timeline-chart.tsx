import { instant } from '../domain/time.ts';
import type { Course, WorkerState } from '../domain/timeline.ts';
import { STATE_WORDS } from '../domain/words.ts';

/** Lanes from good to bad, so that height says what colour says. */
const LANES: readonly { name: string; states: readonly WorkerState[] }[] = [
  { name: 'runs', states: ['running'] },
  { name: 'starts', states: ['starting', 'restarting'] },
  { name: 'troubled', states: ['degraded', 'stale'] },
  { name: 'failed', states: ['failed', 'quarantined'] },
  { name: 'off', states: ['paused', 'stopping', 'stopped', 'blacklisted'] },
];
const LANE = 16;
const LEFT = 62;
const TOP = 14;
const BOTTOM = TOP + LANES.length * LANE;
/** Drawn units: a phone's are larger, so that the words stay legible. */
const SIZES = { wide: { width: 1_000, ticks: 5 }, narrow: { width: 420, ticks: 3 } } as const;
const NARROW = matchMedia('(max-width: 820px)');

/** States over time, a lane for each kind; restarts as lines, the last error as a cross. */
export function TimelineChart(props: { course: Course; errorAt: number | undefined; label: string }) {
  const { course, errorAt } = props;
  const { from, to } = course;
  const { width, ticks } = SIZES[NARROW.matches ? 'narrow' : 'wide'];
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (width - LEFT - 8);
  const laneOf = (state: WorkerState) => LANES.findIndex(({ states }) => states.includes(state));
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${BOTTOM + 22}`} role="img" aria-label={props.label}>
      {LANES.map(({ name }, index) => (
        <g key={name}>
          <text x={LEFT - 8} y={TOP + index * LANE + 11.5} text-anchor="end">
            {name}
          </text>
          <line
            class="lane"
            x1={LEFT}
            x2={width}
            y1={TOP + (index + 1) * LANE}
            y2={TOP + (index + 1) * LANE}
          />
        </g>
      ))}
      {course.spans.map((span) => (
        <rect
          key={`${span.state}${span.from}`}
          class={`span tone-${span.state}`}
          x={x(span.from)}
          width={Math.max(2, x(span.to) - x(span.from))}
          y={TOP + laneOf(span.state) * LANE + 3}
          height={LANE - 6}
          rx="2"
        >
          <title>{`${STATE_WORDS[span.state]} since ${instant(new Date(span.from).toISOString())}`}</title>
        </rect>
      ))}
      {course.restarts.map((at) => (
        <g key={at} class="restart">
          <line x1={x(at)} x2={x(at)} y1={TOP - 4} y2={BOTTOM} />
          <path d={`M${x(at) - 4} ${TOP - 11}h8l-4 7Z`} />
          <title>{`New generation ${instant(new Date(at).toISOString())}`}</title>
        </g>
      ))}
      {errorAt !== undefined && errorAt >= from && (
        <g class="last-error">
          <path d={`M${x(errorAt) - 3.5} ${TOP - 11}l7 7m0-7l-7 7`} />
          <title>{`Last error ${instant(new Date(errorAt).toISOString())}`}</title>
        </g>
      )}
      {Array.from({ length: ticks }, (_, index) => {
        const at = from + ((to - from) * index) / (ticks - 1);
        const anchor = index === 0 ? 'start' : index === ticks - 1 ? 'end' : 'middle';
        return (
          <text key={index} class="tick" x={x(at)} y={BOTTOM + 16} text-anchor={anchor}>
            {index === ticks - 1 ? 'now' : new Date(at).toISOString().slice(11, 19)}
          </text>
        );
      })}
    </svg>
  );
}

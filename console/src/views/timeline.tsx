import { useSignal } from '@preact/signals';
import type { WorkerDetail } from '../../../client/src/types.ts';
import { duration, instant } from '../domain/time.ts';
import { courseOf, shares } from '../domain/timeline.ts';
import { failureInWords, STATE_WORDS, sentence } from '../domain/words.ts';
import { now } from '../state/clock.ts';
import { serverTimeAt } from '../state/system.ts';
import { Scroll } from './scroll.tsx';
import { StateLabel } from './state-mark.tsx';
import { TimelineChart } from './timeline-chart.tsx';

const WINDOWS = [
  ['10 min', 600_000],
  ['1 h', 3_600_000],
  ['1 d', 86_400_000],
  ['all', Number.POSITIVE_INFINITY],
] as const;

/** What the worker went through: a picture, its sum in words, and every change in a table. */
export function Timeline({ worker: { timeline, lastError } }: { worker: WorkerDetail }) {
  const windowMs = useSignal<number>(600_000);
  // once a second is often enough for a picture
  const at = Math.floor((now.value + (serverTimeAt.value ?? 0)) / 1_000) * 1_000;
  const course = courseOf(timeline, at, windowMs.value);
  const errorAt = lastError ? Date.parse(lastError.at) : undefined;
  const sum = shares(course)
    .map(
      ([state, share]) =>
        `${STATE_WORDS[state].toLowerCase()} ${(share * 100).toFixed(share < 0.995 ? 1 : 0)} %`,
    )
    .join(', ');
  const restarts = course.restarts.length === 1 ? '1 restart' : `${course.restarts.length} restarts`;
  const words = `Last ${duration(course.to - course.from)}: ${sum}; ${restarts}`;
  return (
    <section class="panel timeline" aria-labelledby="timeline">
      <div class="panel-head">
        <h2 id="timeline">Timeline</h2>
        <p class="num">{words}</p>
        <fieldset class="switch">
          <legend class="sr-only">Time shown</legend>
          {WINDOWS.map(([label, ms]) => (
            <button
              type="button"
              key={label}
              aria-pressed={windowMs.value === ms}
              onClick={() => {
                windowMs.value = ms;
              }}
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      <TimelineChart course={course} errorAt={errorAt} label={words} />
      <details>
        <summary>
          Every change <span class="num count">{timeline.length}</span>
        </summary>
        <Scroll label="Every change of the worker">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Since</th>
                <th scope="col">State</th>
                <th scope="col">Why</th>
                <th scope="col">Generation</th>
              </tr>
            </thead>
            <tbody>
              {timeline.map(({ since, state, reason, generation, observedAt }) => (
                <tr key={`${observedAt}${state}${generation}${reason.code}`}>
                  <td class="num">{instant(since)}</td>
                  <td>
                    <StateLabel state={state} />
                  </td>
                  <td>
                    {failureInWords(reason.code) === reason.code
                      ? sentence(reason.message)
                      : failureInWords(reason.code)}
                  </td>
                  <td class="num">{generation}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}

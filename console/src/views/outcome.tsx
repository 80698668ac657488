import type { Connectivity } from '../../../client/src/types.ts';
import type { Difference } from '../domain/differences.ts';
import type { Outcome } from '../domain/outcome.ts';
import { duration } from '../domain/time.ts';
import { warningInWords } from '../domain/words.ts';
import { rows, workers } from '../state/system.ts';
import { CheckList } from './check-list.tsx';
import { Told } from './dialog.tsx';
import { SeveralReport } from './several.tsx';
import { StateLabel } from './state-mark.tsx';

/** What a dry run found. */
export function TryReport({ outcome }: { outcome: Outcome }) {
  return (
    <>
      <Told>Tried: nothing was changed yet</Told>
      {isChecksOfOne(outcome.connectivity) && <CheckList checks={outcome.connectivity} />}
      <SeveralReport outcome={outcome} />
      <Warnings warnings={outcome.warnings} />
    </>
  );
}

/** What came of it. */
export function OutcomeReport(props: {
  exchange: string;
  outcome: Outcome;
  differences: Difference[] | undefined;
  /** On the page's own clock. */
  since: number;
  until: number;
}) {
  const { exchange, outcome, differences, since, until } = props;
  return (
    <>
      <Told tone="good">{outcome.message ?? 'Done'}</Told>
      <Warnings warnings={outcome.warnings} />
      <Differences differences={differences} isOfOne={exchange !== ''} />
      {isChecksOfOne(outcome.connectivity) && (
        <CheckList checks={outcome.connectivity} worker={outcome.worker?.state} />
      )}
      <SeveralReport outcome={outcome} />
      <p class="none">
        Took {duration(until - since)}.
        <StateSince exchange={exchange} at={until} />
      </p>
    </>
  );
}

/** Before and after, as the registry and the collector tell. */
function Differences(props: { differences: Difference[] | undefined; isOfOne: boolean }) {
  const { differences, isOfOne } = props;
  if (!differences) return <p class="explain">It was done, but what is true since then could not be read.</p>;
  if (differences.length === 0) {
    const words = isOfOne ? 'It was so already: nothing was changed.' : 'The registry is as it was.';
    return <p class="explain">{words}</p>;
  }
  return (
    <table class="differences">
      <caption class="sr-only">What was changed</caption>
      <thead>
        <tr>
          <th scope="col">Changed</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ what, before, after }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td class="before num">{before}</td>
            <td class="after num">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Warnings({ warnings = [] }: { warnings: string[] | undefined }) {
  if (warnings.length === 0) return null;
  return (
    <ul class="warnings" aria-label="Warnings">
      {warnings.map((warning) => (
        <li key={warning} title={warning}>
          {warningInWords(warning)}
        </li>
      ))}
    </ul>
  );
}

/** A refresh has its checks by exchange. */
function isChecksOfOne(connectivity: Outcome['connectivity']): connectivity is Connectivity {
  return connectivity !== undefined && 'status' in (connectivity.capability ?? {});
}

/** The collector's report is up to a second old when it comes. */
const REPORT_AGE_MS = 1_000;

/** The state since then, as soon as the collector tells it: a restarted worker goes on to run. */
function StateSince({ exchange, at }: { exchange: string; at: number }) {
  const reading = workers.reading.value;
  const row = rows.value.find(({ id }) => id === exchange);
  if (!row || reading.is !== 'known' || reading.at < at + REPORT_AGE_MS) return null;
  return (
    <>
      {' '}
      Now: <StateLabel state={row.state} />
    </>
  );
}

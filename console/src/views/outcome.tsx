import type { Connectivity } from '../../../client/src/types.ts';
import type { Difference } from '../domain/differences.ts';
import type { Outcome } from '../domain/outcome.ts';
import { duration } from '../domain/time.ts';
import { warningInWords } from '../domain/words.ts';
import { rows } from '../state/system.ts';
import { CheckList } from './check-list.tsx';
import { Told } from './dialog.tsx';
import { SeveralReport } from './several.tsx';
import { StateLabel } from './state-mark.tsx';

/** What a dry run found. */
export function TryReport({ outcome }: { outcome: Outcome }) {
  return (
    <>
      <Told>Tried: nothing was changed yet</Told>
      {isOfOne(outcome.connectivity) && <CheckList checks={outcome.connectivity} />}
      <SeveralReport outcome={outcome} />
      <Warnings warnings={outcome.warnings} />
    </>
  );
}

/** What was changed: before and after, as the registry and the collector tell. */
export function OutcomeReport(props: {
  exchange: string;
  outcome: Outcome;
  differences: Difference[];
  tookMs: number;
}) {
  const { exchange, outcome, differences, tookMs } = props;
  const now = rows.value.find(({ id }) => id === exchange);
  return (
    <>
      <Told tone="good">{outcome.message ?? 'Done'}</Told>
      <Warnings warnings={outcome.warnings} />
      {differences.length === 0 ? (
        <p class="explain">It was so already: nothing was changed.</p>
      ) : (
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
      )}
      {isOfOne(outcome.connectivity) && <CheckList checks={outcome.connectivity} />}
      <SeveralReport outcome={outcome} />
      <p class="none">
        Took {duration(tookMs)}.
        {now && (
          <>
            {' '}
            Now: <StateLabel state={now.state} />
          </>
        )}
      </p>
    </>
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
function isOfOne(connectivity: Outcome['connectivity']): connectivity is Connectivity {
  return connectivity !== undefined && 'status' in (connectivity.capability ?? {});
}

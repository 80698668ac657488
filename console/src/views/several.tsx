import type { Outcome } from '../domain/outcome.ts';
import { failureInWords, STATE_WORDS } from '../domain/words.ts';

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  restarted: 'restarted',
  pending: 'is being restarted',
  would_restart: 'would be restarted',
  skipped: 'left alone',
};
const REASON_WORDS: Readonly<Record<string, string>> = {
  NOT_FAILED: 'has not failed',
  NOT_TO_RUN: 'is not to run',
  EXCHANGE_NOT_ACTIVE: 'is not active',
};

/** What became of each, where an action concerns several. */
export function SeveralReport({
  outcome: { workers, failed, pending, results, selected },
}: {
  outcome: Outcome;
}) {
  if (results) {
    const rows = results.filter(({ outcome }) => outcome !== 'skipped');
    const others = results.length - rows.length;
    return (
      <>
        <p class="explain">
          {selected === 0 ? 'No worker has failed.' : `${selected} of ${results.length} workers have failed.`}
        </p>
        <ul class="several">
          {rows.map(({ exchange, outcome, code }) => (
            <li key={exchange}>
              <code>{exchange}</code> {OUTCOME_WORDS[outcome] ?? outcome}
              {code && `: ${REASON_WORDS[code] ?? failureInWords(code)}`}
            </li>
          ))}
        </ul>
        {others > 0 && <p class="none">{others} left alone.</p>}
      </>
    );
  }
  // without the collector there are no workers to tell of, and still what the CCXT service could not refresh
  const ids = [...new Set([...Object.keys(workers ?? {}), ...(failed ?? []), ...(pending ?? [])])];
  if (ids.length === 0) return null;
  return (
    <ul class="several">
      {ids.map((exchange) => {
        const worker = workers?.[exchange];
        return (
          <li key={exchange}>
            <code>{exchange}</code>{' '}
            {worker
              ? (STATE_WORDS[worker.state as keyof typeof STATE_WORDS]?.toLowerCase() ?? worker.state)
              : 'its worker is not known'}
            {failed?.includes(exchange) && ', its metadata could not be read'}
            {pending?.includes(exchange) && ', its metadata is still being read'}
            {worker && <span class="num second"> generation {worker.generation}</span>}
          </li>
        );
      })}
    </ul>
  );
}

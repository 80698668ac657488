import type { ExchangeRow } from '../domain/exchange-row.ts';
import { instant } from '../domain/time.ts';
import { failureInWords, sentence } from '../domain/words.ts';
import { hrefTo } from '../state/location.ts';
import { DataAge } from './data-age.tsx';
import { Latency } from './latency.tsx';
import { RateBudget } from './rate-budget.tsx';
import { StateLabel } from './state-mark.tsx';

export function ExchangeTable({ rows }: { rows: ExchangeRow[] }) {
  return (
    <table class="exchanges">
      <caption class="sr-only">Exchanges that are configured or blacklisted, the worst state first</caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Exchange</th>
          <th scope="col">Data age</th>
          <th scope="col">Latency p50, p95</th>
          <th scope="col">Rate budget</th>
          <th scope="col">What is wrong</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} key={row.id} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: ExchangeRow }) {
  const { worker } = row;
  const polls = worker?.desiredState === 'running';
  return (
    <tr class={polls ? undefined : 'idle'} data-exchange={row.id} data-state={row.state}>
      <td class="cell-state">
        <StateLabel state={row.state} />
      </td>
      <th scope="row" class="cell-name">
        <a href={hrefTo({ exchange: row.id })}>{row.name}</a> <code>{row.id}</code>
      </th>
      <td class="cell-age">{polls && worker && <DataAge worker={worker} />}</td>
      <td class="cell-latency">{polls && worker && <Latency worker={worker} />}</td>
      <td class="cell-budget">{polls && worker && <RateBudget rateLimit={worker.rateLimit} />}</td>
      <td class="cell-trouble">
        <Trouble row={row} />
      </td>
    </tr>
  );
}

/** Why it is not running; else what went wrong last, in a lower voice. */
function Trouble({ row: { state, worker, blacklist } }: { row: ExchangeRow }) {
  if (state === 'blacklisted') {
    return <span>{blacklist?.expiresAt ? `until ${instant(blacklist.expiresAt)}` : 'for good'}</span>;
  }
  if (!worker) return <span>The collector says nothing of it.</span>;
  if (state !== 'running') return <span>{reasonOf(worker)}</span>;
  if (!worker.lastError) return null;
  return (
    <span class="past">
      {failureInWords(worker.lastError.code)}, {instant(worker.lastError.at)}; overcome since
    </span>
  );
}

function reasonOf({ stateReason, lastError, consecutiveErrors }: NonNullable<ExchangeRow['worker']>): string {
  const words = failureInWords(stateReason.code);
  const text = words === stateReason.code ? sentence(stateReason.message) : words;
  const cause =
    lastError && lastError.code !== stateReason.code && consecutiveErrors > 0
      ? `: ${failureInWords(lastError.code)}`
      : '';
  const often = consecutiveErrors > 1 ? ` (${consecutiveErrors} in a row)` : '';
  return text + cause + often;
}

import { useEffect, useMemo } from 'preact/hooks';
import type { WorkerDetail } from '../../../client/src/types.ts';
import { ACTIONS } from '../actions/actions.ts';
import { availableActions } from '../actions/available.ts';
import { open } from '../actions/run.ts';
import type { ExchangeRow } from '../domain/exchange-row.ts';
import { duration } from '../domain/time.ts';
import { sentence } from '../domain/words.ts';
import { now } from '../state/clock.ts';
import { followed } from '../state/followed.ts';
import { plane } from '../state/plane.ts';
import { config, rows, serverTimeAt } from '../state/system.ts';
import { CheckList } from './check-list.tsx';
import { Facts } from './facts.tsx';
import { StateLabel } from './state-mark.tsx';
import { Timeline } from './timeline.tsx';
import { TroubleMessage } from './trouble-message.tsx';

const EVERY_MS = 2_000;

/** One exchange: what its worker does and did, what its checks found, and what can be done. */
export function ExchangePage({ id }: { id: string }) {
  const detail = useMemo(() => followed((signal) => plane.worker(id, { signal }), EVERY_MS), [id]);
  const row = rows.value.find((one) => one.id === id);
  const isCollected = row !== undefined && row.state !== 'not-added';
  useEffect(() => (isCollected ? detail.start() : undefined), [detail, isCollected]);
  if (!row) return <Unknown id={id} />;
  const reading = detail.reading.value;
  return (
    <>
      <Title row={row} />
      {!isCollected && <NotCollected row={row} />}
      {isCollected && reading.is === 'loading' && (
        <div class="skeleton tall" role="status" aria-label="Reading the worker" />
      )}
      {isCollected && reading.is === 'failed' && (
        <section class="panel">
          <h2>{reading.trouble.sentence}</h2>
          <TroubleMessage trouble={reading.trouble} />
        </section>
      )}
      {isCollected && reading.is === 'known' && (
        <>
          {reading.trouble && (
            <p class="banner" role="alert">
              <strong>{reading.trouble.sentence}.</strong> What follows is{' '}
              <span class="num" aria-hidden="true">
                {duration(now.value - reading.at)}
              </span>{' '}
              old.
            </p>
          )}
          <Detail worker={reading.value} row={row} />
        </>
      )}
    </>
  );
}

function Title({ row }: { row: ExchangeRow }) {
  return (
    <div class="title">
      <h1 tabIndex={-1}>
        {row.name} <code>{row.id}</code>
      </h1>
      <StateLabel state={row.state} />
      <div class="actions">
        {availableActions(row).map((name) => (
          <button
            type="button"
            key={name}
            class={ACTIONS[name].tone}
            onClick={() => open(name, row.id, name === 'settings' ? settingsFields(row) : {})}
          >
            {ACTIONS[name].label}
          </button>
        ))}
      </div>
    </div>
  );
}

function settingsFields({ settings }: ExchangeRow): Record<string, string> {
  const { pollIntervalMs, symbols } = settings ?? {};
  return {
    ...(pollIntervalMs !== undefined && { pollIntervalMs: String(pollIntervalMs) }),
    ...(symbols && { symbols: symbols.length === 0 ? 'none' : symbols.join(' ') }),
  };
}

function Detail({ worker, row }: { worker: WorkerDetail; row: ExchangeRow }) {
  const sinceMs =
    serverTimeAt.value === undefined ? 0 : now.value + serverTimeAt.value - Date.parse(worker.since);
  return (
    <>
      <p class="lead">
        {sentence(worker.stateReason.message)} <span class="none num">for {duration(sinceMs)}</span>
      </p>
      <Timeline worker={worker} />
      <div class="columns">
        <section class="panel" aria-labelledby="facts">
          <h2 id="facts">Worker</h2>
          <Facts worker={worker} row={row} />
        </section>
        <section class="panel" aria-labelledby="checks">
          <h2 id="checks">Connectivity</h2>
          <CheckList checks={worker.connectivity} />
        </section>
      </div>
    </>
  );
}

function NotCollected({ row: { lacks, name } }: { row: ExchangeRow }) {
  return (
    <p class="empty">
      {lacks.length > 0
        ? `${name} cannot be collected: ccxt has no ${lacks.join(' and no ')} of it.`
        : `${name} is known to ccxt, but nobody has added it yet.`}
    </p>
  );
}

function Unknown({ id }: { id: string }) {
  const { is } = config.reading.value;
  if (is === 'loading') return <div class="skeleton tall" role="status" aria-label="Reading" />;
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>{id}</h1>
      </div>
      <p class="empty">
        {is === 'failed'
          ? 'What is configured could not be read yet, so nothing is known of it.'
          : 'ccxt knows no such exchange.'}{' '}
        <a href="/">Show all</a>
      </p>
    </>
  );
}

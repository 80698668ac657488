import type { ComponentChildren } from 'preact';
import type { WorkerDetail } from '../../../client/src/types.ts';
import { pollInterval, symbols, untilWhen } from '../domain/differences.ts';
import type { ExchangeRow } from '../domain/exchange-row.ts';
import { duration, instant } from '../domain/time.ts';
import { failureInWords } from '../domain/words.ts';
import { hrefTo } from '../state/location.ts';
import { DataAge } from './data-age.tsx';
import { Latency } from './latency.tsx';
import { RateBudget } from './rate-budget.tsx';

export function Facts({ worker, row }: { worker: WorkerDetail; row: ExchangeRow }) {
  const { lastError, restarts, cycles, recovery } = worker;
  return (
    <dl class="facts">
      {row.blacklist && (
        <Fact name="Blacklisted">
          {untilWhen(row.blacklist.expiresAt)}, since {instant(row.blacklist.at)}.{' '}
          <a href={hrefTo({ view: 'audit', exchange: row.id })}>Who did it, and why</a>
        </Fact>
      )}
      {worker.desiredState === 'running' && (
        <>
          <Fact name="Data age">
            <DataAge worker={worker} /> <span class="none">stale after {duration(worker.staleAfterMs)}</span>
          </Fact>
          <Fact name="Latency">
            <Latency worker={worker} />
          </Fact>
          <Fact name="Rate budget">
            <RateBudget rateLimit={worker.rateLimit} />{' '}
            {worker.rateLimit.allowedWeight !== null && (
              <span class="none num">
                {Math.round(worker.rateLimit.usedWeight)} of {Math.round(worker.rateLimit.allowedWeight)} in{' '}
                {duration(worker.rateLimit.windowMs)}
              </span>
            )}
          </Fact>
        </>
      )}
      <Fact name="Polls">
        <span class="num">
          {cycles.ok} ok, {cycles.failed} failed
        </span>
      </Fact>
      <Fact name="Last error">
        {lastError ? (
          <>
            {failureInWords(lastError.code)}, {instant(lastError.at)} <code>{lastError.code}</code>
            <span class="why">{lastError.message}</span>
          </>
        ) : (
          <span class="none">none</span>
        )}
      </Fact>
      {recovery.retryAt && <Fact name="Next try">{instant(recovery.retryAt)}</Fact>}
      <Fact name="Restarts">
        <span class="num">{restarts.count}</span>
        {restarts.lastAt && (
          <>
            , last {instant(restarts.lastAt)}: {restarts.reason} ({restarts.outcome})
          </>
        )}
      </Fact>
      <Fact name="Interval">
        {duration(worker.effectiveIntervalMs)}
        {worker.effectiveIntervalMs > worker.intervalMs && (
          <span class="none"> instead of {duration(worker.intervalMs)}, for the rate limit's sake</span>
        )}
      </Fact>
      <Fact name="Order books">
        {worker.symbols.length > 0 ? worker.symbols.join(', ') : <span class="none">none</span>}
      </Fact>
      {row.settings && (
        <Fact name="Settings">
          {pollInterval(row.settings)}; order books {symbols(row.settings)}
        </Fact>
      )}
      <Fact name="Generation">
        <span class="num">{worker.generation}</span>
        {worker.instanceId && (
          <span class="none">
            {' '}
            on <code>{worker.instanceId}</code>
          </span>
        )}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

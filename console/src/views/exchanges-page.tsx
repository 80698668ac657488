import { ACTIONS } from '../actions/actions.ts';
import { open } from '../actions/run.ts';
import { filter, search, shown } from '../state/filters.ts';
import { config, workers } from '../state/system.ts';
import { ExchangeTable } from './exchange-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { NotAdded } from './not-added.tsx';

export function ExchangesPage() {
  const collected = shown.value.filter(({ state }) => state !== 'not-added');
  const others = shown.value.filter(({ state }) => state === 'not-added');
  const isLoading = config.reading.value.is === 'loading' || workers.reading.value.is === 'loading';
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>Exchanges</h1>
        <div class="actions">
          {(['restart-failed', 'refresh-all'] as const).map((name) => (
            <button type="button" key={name} onClick={() => open(name)}>
              {ACTIONS[name].label}
            </button>
          ))}
        </div>
      </div>
      <FilterBar />
      {isLoading && shown.value.length === 0 ? (
        <Loading />
      ) : (
        <>
          {collected.length > 0 && <ExchangeTable rows={collected} />}
          {others.length > 0 && <NotAdded rows={others} />}
          {shown.value.length === 0 && <Nothing />}
        </>
      )}
    </>
  );
}

function Loading() {
  return (
    <div class="loading" role="status">
      <span class="sr-only">Reading the exchanges</span>
      {Array.from({ length: 6 }, (_, index) => (
        <div class="skeleton" key={index} />
      ))}
    </div>
  );
}

function Nothing() {
  const isFiltered = filter.value !== 'all' || search.value !== '';
  return (
    <p class="empty" role="status">
      {isFiltered ? (
        <>
          No exchange is like that. <a href="/">Show all</a>
        </>
      ) : (
        'Nothing is known yet: neither the registry nor the collector has answered.'
      )}
    </p>
  );
}

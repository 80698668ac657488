import { STATE_WORDS } from '../domain/words.ts';
import { choices, type Filter, filter, hrefOfFilter, search, setSearch } from '../state/filters.ts';
import { StateMark } from './state-mark.tsx';

const labelOf = (one: Filter) =>
  one === 'all' ? 'All' : one === 'troubled' ? 'Needs attention' : STATE_WORDS[one];

export function FilterBar() {
  return (
    <div class="filters">
      <nav aria-label="Filter by state">
        <ul>
          {choices.value.map(({ filter: one, count }) => (
            <li key={one}>
              <a href={hrefOfFilter(one)} aria-current={filter.value === one ? 'true' : undefined}>
                {one !== 'all' && one !== 'troubled' && <StateMark state={one} />}
                {labelOf(one)} <span class="num count">{count}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <input
        type="search"
        aria-label="Search exchanges"
        placeholder="Search"
        autocomplete="off"
        spellcheck={false}
        value={search.value}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
    </div>
  );
}

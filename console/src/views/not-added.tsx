import type { ExchangeRow } from '../domain/exchange-row.ts';
import { hrefTo } from '../state/location.ts';

/** What ccxt knows and nobody configured: what could be added, and why the rest could not. */
export function NotAdded({ rows }: { rows: ExchangeRow[] }) {
  return (
    <section class="not-added" aria-labelledby="not-added">
      <h2 id="not-added">
        Not added <span class="num count">{rows.length}</span>
      </h2>
      <ul>
        {rows.map(({ id, name, lacks }) => (
          <li key={id} class={lacks.length > 0 ? 'impossible' : undefined} data-exchange={id}>
            <a href={hrefTo({ exchange: id })}>
              <span>{name}</span> <code>{id}</code>
            </a>
            {lacks.length > 0 && <small>no {lacks.join(', no ')}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

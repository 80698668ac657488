import { computed } from '@preact/signals';
import type { ExchangeRow } from '../domain/exchange-row.ts';
import { type RowState, STATE_ORDER } from '../domain/states.ts';
import { go, hrefTo, query } from './location.ts';
import { rows } from './system.ts';

/** `troubled`: whatever is to run and does not as it should. */
export type Filter = RowState | 'troubled' | 'all';

const TROUBLED: readonly RowState[] = ['failed', 'quarantined', 'stale', 'degraded', 'unknown'];

export const search = computed(() => query.value.get('q') ?? '');
export const filter = computed<Filter>(() => {
  const wanted = query.value.get('state') as Filter | null;
  return wanted && (wanted === 'troubled' || STATE_ORDER.includes(wanted as RowState)) ? wanted : 'all';
});

/** What filter and search leave. */
export const shown = computed(() => rows.value.filter((row) => passes(row, filter.value) && matches(row)));

/** How many there are of each, and which filters are worth offering. */
export const choices = computed(() => {
  const count = (one: Filter) => rows.value.filter((row) => passes(row, one)).length;
  const states = STATE_ORDER.filter((state) => state === filter.value || count(state) > 0);
  return (['all', 'troubled', ...states] as const).map((one) => ({ filter: one, count: count(one) }));
});

export function setSearch(text: string): void {
  go(address(text, filter.value), { replace: true });
}

export function hrefOfFilter(one: Filter): string {
  return address(search.value, one);
}

function address(q: string, state: Filter): string {
  return hrefTo({ ...(q && { q }), ...(state !== 'all' && { state }) });
}

function passes({ state }: ExchangeRow, one: Filter): boolean {
  if (one === 'all') return true;
  return one === 'troubled' ? TROUBLED.includes(state) : state === one;
}

function matches({ id, name, worker }: ExchangeRow): boolean {
  const text =
    `${id} ${name} ${worker?.stateReason.message ?? ''} ${worker?.lastError?.code ?? ''}`.toLowerCase();
  return search.value
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

import { signal } from '@preact/signals';

/** What the page shows is in its address, so that it can be sent to somebody: `?exchange=…`, `?view=audit`, `?q=…&state=…`. */
export const query = signal(new URLSearchParams(location.search));

export type View = { is: 'exchanges' } | { is: 'exchange'; id: string } | { is: 'audit' };

export function viewOf(params: URLSearchParams): View {
  const id = params.get('exchange');
  if (params.get('view') === 'audit') return { is: 'audit' };
  return id ? { is: 'exchange', id } : { is: 'exchanges' };
}

export function hrefTo(params: Record<string, string>): string {
  const search = new URLSearchParams(params).toString();
  return search ? `/?${search}` : '/';
}

/** Typing into the search field replaces the address instead of filling the history. */
export function go(href: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', href);
  query.value = new URLSearchParams(location.search);
}

/** Own links are followed without loading the page again, unless a new tab is wanted. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    query.value = new URLSearchParams(location.search);
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    if (!link || event.defaultPrevented || event.button !== 0 || link.target) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname !== '/' || url.hash) return;
    event.preventDefault();
    go(url.pathname + url.search);
    if (!link.closest('.filters')) scrollTo(0, 0);
  });
}

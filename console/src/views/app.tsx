import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { query, viewOf } from '../state/location.ts';
import { ActionDialog } from './action-dialog.tsx';
import { AuditPage } from './audit-page.tsx';
import { Banner } from './banner.tsx';
import { ExchangePage } from './exchange-page.tsx';
import { ExchangesPage } from './exchanges-page.tsx';
import { Header } from './header.tsx';

export function App() {
  const view = viewOf(query.value);
  useFocusOnHeading(view.is === 'exchange' ? view.id : view.is);
  useSignalEffect(() => {
    const { is, ...rest } = viewOf(query.value);
    const title =
      is === 'exchanges' ? 'Exchanges' : is === 'audit' ? 'Audit log' : (rest as { id: string }).id;
    document.title = `${title} · Exchange Control Plane`;
  });
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header view={view} />
      <Banner />
      <main id="main" tabIndex={-1}>
        {view.is === 'exchanges' && <ExchangesPage />}
        {view.is === 'exchange' && <ExchangePage id={view.id} key={view.id} />}
        {view.is === 'audit' && <AuditPage />}
      </main>
      <ActionDialog />
    </>
  );
}

/** Another page begins at its heading, for those who cannot see that it is another. */
function useFocusOnHeading(page: string): void {
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [page]);
}

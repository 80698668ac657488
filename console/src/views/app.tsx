import { useSignalEffect } from '@preact/signals';
import { query, viewOf } from '../state/location.ts';
import { ActionDialog } from './action-dialog.tsx';
import { AuditPage } from './audit-page.tsx';
import { Banner } from './banner.tsx';
import { ExchangePage } from './exchange-page.tsx';
import { ExchangesPage } from './exchanges-page.tsx';
import { Header } from './header.tsx';

export function App() {
  const view = viewOf(query.value);
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

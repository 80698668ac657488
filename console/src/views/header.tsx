import { hrefTo, type View } from '../state/location.ts';
import { CacheState } from './cache-state.tsx';
import { OperatorState } from './operator-state.tsx';

export function Header({ view }: { view: View }) {
  return (
    <header class="top">
      <a class="brand" href={hrefTo({})}>
        <img src="/icon.svg" alt="" width="22" height="22" />
        <span>Exchange Control Plane</span>
      </a>
      <nav aria-label="Main">
        <a href={hrefTo({})} aria-current={view.is === 'exchanges' ? 'page' : undefined}>
          Exchanges
        </a>
        <a href={hrefTo({ view: 'audit' })} aria-current={view.is === 'audit' ? 'page' : undefined}>
          Audit log
        </a>
        <a href="/docs/">API</a>
      </nav>
      <CacheState />
      <OperatorState />
    </header>
  );
}

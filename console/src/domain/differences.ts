import type { ExchangeSettings } from '../../../client/src/types.ts';
import type { Snapshot } from './snapshot.ts';
import { duration, instant } from './time.ts';
import { STATE_WORDS } from './words.ts';

export interface Difference {
  what: string;
  before: string;
  after: string;
}

/** What differs between two moments, in words; nothing when nothing does. */
export function differences(before: Snapshot, after: Snapshot): Difference[] {
  const facts = [facets(before), facets(after)] as const;
  return [...facts[1].keys()].flatMap((what) => {
    const [from = '–', to = '–'] = facts.map((one) => one.get(what));
    return from === to ? [] : [{ what, before: from, after: to }];
  });
}

function facets({ version, active, of }: Snapshot): Map<string, string> {
  const facts = new Map([
    ['Registry version', version === undefined ? 'without versions' : String(version)],
    ['Active exchanges', `${active.length}: ${active.join(', ')}`],
  ]);
  if (!of) return facts;
  const { blacklist } = of;
  facts.set('Collected', of.isActive ? 'yes' : 'no');
  facts.set('Blacklist', blacklist ? untilWhen(blacklist.expiresAt) : 'not on it');
  facts.set('Paused', of.isPaused ? 'yes' : 'no');
  if (of.settings) {
    facts.set('Poll interval', pollInterval(of.settings));
    facts.set('Order books', symbols(of.settings));
  }
  facts.set('Worker', of.worker ? STATE_WORDS[of.worker.state as keyof typeof STATE_WORDS] : 'none');
  facts.set('Generation', of.worker ? String(of.worker.generation) : 'none');
  return facts;
}

export function untilWhen(expiresAt: string | null | undefined): string {
  return expiresAt ? `until ${instant(expiresAt)}` : 'for good';
}

export function pollInterval({ pollIntervalMs }: ExchangeSettings): string {
  return pollIntervalMs === undefined ? 'the default' : `every ${duration(pollIntervalMs)}`;
}

export function symbols({ symbols }: ExchangeSettings): string {
  if (symbols === undefined) return 'chosen by the collector';
  return symbols.length === 0 ? 'none' : symbols.join(', ');
}

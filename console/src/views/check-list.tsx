import type { Check, Connectivity } from '../../../client/src/types.ts';
import { milliseconds } from '../domain/time.ts';
import { failureInWords } from '../domain/words.ts';

const NAMES = {
  health: 'Answers now',
  capability: 'Can be read by ccxt',
  rateLimit: 'Fits its rate limit',
  worker: 'Worker delivers',
} as const;

const SIGNS: Readonly<Record<Check['status'], string>> = {
  passed: '✓',
  failed: '✕',
  skipped: '–',
  pending: '…',
};

/** States in which a worker asks its exchange nothing. */
const ENDED = new Set(['blacklisted', 'paused', 'stopped']);

/** The connectivity checks: what was found, and what to do. `worker`: its state, where a change may have ended it. */
export function CheckList({
  checks,
  worker,
}: {
  checks: Partial<Connectivity>;
  worker?: string | undefined;
}) {
  return (
    <ul class="checks" aria-label="Connectivity checks">
      {(Object.keys(NAMES) as (keyof typeof NAMES)[]).map((name) => {
        const check = checks[name];
        if (!check) return null;
        return (
          <li key={name} class={`check ${check.status}`}>
            <span class="sign" aria-hidden="true">
              {SIGNS[check.status]}
            </span>
            <span class="check-name">
              {name === 'worker' && ENDED.has(worker ?? '') ? 'Worker has stopped' : NAMES[name]}
            </span>
            <span class="check-status">
              {check.status}
              {check.latencyMs > 0 && <span class="num second"> {milliseconds(check.latencyMs)}</span>}
              {check.method && <code> {check.method}</code>}
            </span>
            <Why check={check} />
          </li>
        );
      })}
    </ul>
  );
}

function Why({ check: { code, message } }: { check: Check }) {
  if (!message && !code) return null;
  const words = code ? failureInWords(code) : '';
  return (
    <span class="why">
      {words && words !== code ? `${words}. ` : ''}
      {message}
    </span>
  );
}

import type { Worker } from '../../../client/src/types.ts';
import { duration, instant } from '../domain/time.ts';

/** How much of what the exchange allows was used in the last window. */
export function RateBudget({ rateLimit }: { rateLimit: Worker['rateLimit'] }) {
  const { usedWeight, allowedWeight, windowMs, bannedUntil } = rateLimit;
  if (bannedUntil) return <span class="budget banned">banned until {instant(bannedUntil)}</span>;
  if (!allowedWeight) return <span class="none">not known</span>;
  const share = usedWeight / allowedWeight;
  const percent = Math.round(share * 100);
  return (
    <span
      class={share > 0.8 ? 'budget high' : 'budget'}
      title={`${Math.round(usedWeight)} of ${Math.round(allowedWeight)} in ${duration(windowMs)}`}
    >
      <svg viewBox="0 0 48 4" width="48" height="4" aria-hidden="true" preserveAspectRatio="none">
        <rect class="track" width="48" height="4" rx="2" />
        <rect class="fill" width={Math.min(1, share) * 48} height="4" rx="2" />
      </svg>
      <span class="num">{percent} %</span>
    </span>
  );
}

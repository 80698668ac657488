import { duration } from '../domain/time.ts';
import { now } from '../state/clock.ts';
import { config, workers } from '../state/system.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  HIT: 'from the cache',
  MISS: 'fresh from the CCXT service',
  STALE: 'an expired answer, for the CCXT service is away',
  BYPASS: 'past the cache, for Redis is away',
};

/** How old what is shown is, and where it came from. */
export function CacheState() {
  const configured = config.reading.value;
  const working = workers.reading.value;
  return (
    <dl class="cache-state" aria-label="How fresh this page is">
      {configured.is === 'known' && (
        <>
          <div>
            <dt>Registry</dt>
            <dd class="num">{configured.value.version ?? 'without versions'}</dd>
          </div>
          {configured.cache && (
            <div>
              <dt>Configuration</dt>
              <dd title={MEANINGS[configured.cache.outcome]}>
                <b class={`cache cache-${configured.cache.outcome.toLowerCase()}`}>
                  {configured.cache.outcome}
                </b>{' '}
                <span class="num">
                  age {duration(configured.cache.ageSeconds * 1_000 + now.value - configured.at)}
                </span>
              </dd>
            </div>
          )}
        </>
      )}
      {working.is === 'known' && (
        <div>
          <dt>Workers</dt>
          <dd>
            <span class={working.trouble ? 'pulse off' : 'pulse'} />
            <span class="num">{duration(now.value - working.at)} ago</span>
          </dd>
        </div>
      )}
    </dl>
  );
}

import { duration } from '../domain/time.ts';
import { now } from '../state/clock.ts';
import type { Reading } from '../state/followed.ts';
import { config, workers } from '../state/system.ts';

/** Says that what is shown is old, since when, and why. */
export function Banner() {
  const parts = [
    { what: 'The workers', reading: workers.reading.value as Reading<unknown> },
    { what: 'The settings', reading: config.reading.value as Reading<unknown> },
  ];
  const troubled = parts.flatMap(({ what, reading }) => {
    if (reading.is === 'loading' || !reading.trouble) return [];
    return [{ what, trouble: reading.trouble, at: reading.is === 'known' ? reading.at : undefined }];
  });
  return (
    <div role="alert" class="banners">
      {troubled.map(({ what, trouble, at }) => (
        <p class="banner" key={what}>
          <strong>{trouble.sentence}.</strong> {trouble.message}{' '}
          <span>
            {at === undefined ? (
              `${what} are not known yet.`
            ) : (
              <>
                {what} shown here are {/* not announced again with every tick */}
                <span class="num" aria-hidden="true">
                  {duration(now.value - at)}
                </span>{' '}
                old.
              </>
            )}
          </span>
        </p>
      ))}
    </div>
  );
}

import type { Connectivity } from '#lib/domain/connectivity.ts';
import type { ApiError } from '../api/api-error.ts';
import { CheckList } from './check-list.tsx';

/** What to do next, and what to name when asking somebody. */
export function ErrorMessage({ error }: { error: ApiError }) {
  const { connectivity } = (error.details ?? {}) as { connectivity?: Partial<Connectivity> };
  return (
    <div class="error">
      <p>{error.message}</p>
      {connectivity && <CheckList checks={connectivity} />}
      <p class="none">
        <code>{error.code}</code>
        {error.requestId && (
          <>
            , request <code>{error.requestId}</code>
          </>
        )}
      </p>
    </div>
  );
}

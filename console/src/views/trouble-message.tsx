import type { Connectivity } from '../../../client/src/types.ts';
import type { Trouble } from '../domain/trouble.ts';
import { CheckList } from './check-list.tsx';

/** What to do next, and what to name when asking somebody. */
export function TroubleMessage({ trouble }: { trouble: Trouble }) {
  const { connectivity } = (trouble.details ?? {}) as { connectivity?: Partial<Connectivity> };
  return (
    <div class="error">
      <p>{trouble.message}</p>
      {connectivity && <CheckList checks={connectivity} />}
      <p class="none">
        <code>{trouble.code}</code>
        {trouble.requestId && (
          <>
            , request <code>{trouble.requestId}</code>
          </>
        )}
      </p>
    </div>
  );
}

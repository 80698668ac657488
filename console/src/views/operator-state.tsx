import { lock } from '../state/audit-log.ts';
import { operator } from '../state/operator.ts';

/** Whether this page holds the admin key, and the way to make it forget it. */
export function OperatorState() {
  const who = operator.value;
  if (!who) return null;
  return (
    <button type="button" class="lock" onClick={lock} title="Forget the admin key">
      {who.name || 'No name'} <span class="none">· Lock</span>
    </button>
  );
}

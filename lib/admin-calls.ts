import type { AuditDraft } from './audit/audit-trail.ts';
import { callerOf } from './audit/caller.ts';
import { changedIn, outcomeOfError, outcomeOfResponse } from './audit/outcome.ts';
import { recordedInput } from './audit/recorded-input.ts';
import { watchedRegistry } from './audit/watched-registry.ts';
import type { AcceptedKey } from './auth/admin-keys.ts';
import type { Around } from './endpoint.ts';
import type { CarryOutOnce } from './idempotency/idempotency.ts';
import { idempotencyKeyOf } from './idempotency/key.ts';
import type { Invocation } from './invocation.ts';
import type { CcxtService } from './ports.ts';
import type { Reply } from './respond.ts';
import { ROUTES, type Route } from './routes.ts';

export interface AdminCallsDeps<App> {
  app: () => App;
  /** Ends a record, with what is left of the invocation's time. */
  record: (draft: AuditDraft, remainingMs: number) => Promise<void>;
  once: CarryOutOnce;
  /** Begins to load what a record will need. */
  warm: () => void;
  /** Epoch milliseconds. */
  now: () => number;
}

export interface AdminCalls<App> extends Around<App> {
  /** Told by the gate which key let a call in; a call without is not recorded. */
  letIn(event: object, key: AcceptedKey): void;
  /** Makes one of the changes of a job, with a record of its own. */
  change(invocation: Invocation, exchange: string, run: (app: App) => Promise<Reply>): Promise<Reply>;
}

/** Each admin call that was let in leaves a record; one that comes again with the same key has one effect. */
export function adminCalls<App extends { ccxt: CcxtService }>(deps: AdminCallsDeps<App>): AdminCalls<App> {
  const open = new WeakMap<object, { draft: AuditDraft; invocation: Invocation; isLetIn: boolean }>();

  const opened = (event: object) => {
    const found = open.get(event);
    if (!found) throw new Error('this is no event of an invocation under way');
    return found;
  };
  const watched = ({ registryVersion }: AuditDraft): App => {
    const app = deps.app();
    return { ...app, ccxt: watchedRegistry(app.ccxt, registryVersion) };
  };
  const end = (draft: AuditDraft, { context }: Invocation) =>
    deps.record(draft, context.getRemainingTimeInMillis());

  return {
    async invocation(invocation, answer) {
      const draft = newDraft(invocation, deps.now());
      const mine = { draft, invocation, isLetIn: invocation.kind !== 'http' };
      open.set(invocation.event, mine);
      try {
        const answered = await answer();
        if (invocation.kind === 'http') Object.assign(draft.outcome, outcomeOfResponse(Object(answered)));
        return answered;
      } catch (error) {
        Object.assign(draft.outcome, outcomeOfError(error));
        throw error;
      } finally {
        if (mine.isLetIn) await end(draft, invocation);
      }
    },

    letIn(event, key) {
      const mine = opened(event);
      mine.isLetIn = true;
      mine.draft.key = key;
      deps.warm();
    },

    async useCase(event, call, run) {
      const { draft, invocation } = opened(event);
      const { exchange, body, query, ifMatch } = call;
      draft.exchange = exchange ?? null;
      draft.input = recordedInput(body, query);
      const key = isChange(invocation) ? idempotencyKeyOf(invocation) : undefined;
      const carryOut = () => run(watched(draft));
      const content = { exchange, body, query, ifMatch };
      const { reply, replayed } =
        key === undefined
          ? { reply: await carryOut(), replayed: false }
          : await deps.once({ invocation, key, content }, carryOut);
      Object.assign(draft.outcome, { changed: changedIn(reply), replayed });
      return reply;
    },

    async change(invocation, exchange, run) {
      const draft = { ...newDraft(invocation, deps.now()), exchange };
      try {
        const reply = await run(watched(draft));
        draft.outcome.changed = changedIn(reply);
        return reply;
      } catch (error) {
        Object.assign(draft.outcome, outcomeOfError(error));
        throw error;
      } finally {
        await end(draft, invocation);
      }
    },
  };
}

function isChange({ action }: Invocation): boolean {
  const routes: Record<string, Route> = ROUTES;
  return routes[action]?.method !== 'GET';
}

function newDraft(invocation: Invocation, startedAt: number): AuditDraft {
  return {
    startedAt,
    requestId: invocation.context.awsRequestId,
    source: invocation.kind,
    key: null,
    ...callerOf(invocation),
    action: invocation.action,
    exchange: null,
    input: {},
    registryVersion: { before: null, after: null },
    outcome: { status: 200, code: 'OK', changed: null, replayed: false },
  };
}

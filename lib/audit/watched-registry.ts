import type { AuditRecord } from '../domain/audit-record.ts';
import type { CcxtService } from '../ports.ts';

/** The CCXT service, as before; notes which versions of the registry its answers tell. */
export function watchedRegistry(ccxt: CcxtService, seen: AuditRecord['registryVersion']): CcxtService {
  let isTried = false;
  function note<T extends { version?: number | undefined }>(reply: T): T {
    if (isTried) seen.after = reply.version ?? seen.after;
    else seen.before ??= reply.version ?? null;
    return reply;
  }
  function changing<A extends unknown[], T extends { version?: number | undefined }>(
    change: (...args: A) => Promise<T>,
  ) {
    return async (...args: A): Promise<T> => {
      isTried = true;
      return note(await change(...args));
    };
  }
  return {
    ...ccxt,
    config: async (options) => note(await ccxt.config(options)),
    add: changing(ccxt.add),
    refresh: changing(ccxt.refresh),
    blacklist: changing(ccxt.blacklist),
    unblacklist: changing(ccxt.unblacklist),
    pause: changing(ccxt.pause),
    resume: changing(ccxt.resume),
  };
}

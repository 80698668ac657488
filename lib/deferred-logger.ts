import type { Logger } from '@aws-lambda-powertools/logger';

/** Of Powertools' logger what the functions use. */
export type FunctionLogger = Pick<Logger, 'warn' | 'error' | 'addContext'>;

/**
 * A logger that is made when there is something to log, for a cache hit has nothing: neither the logger nor the context
 * of each invocation is paid for by it (docs/adr/0012-cold-start.md). One invocation at a time, as functions have it.
 */
export function deferredLogger(make: () => Logger): FunctionLogger & { made: () => Logger } {
  type Context = Parameters<Logger['addContext']>[0];
  let logger: Logger | undefined;
  let current: Context | undefined;
  let added: Context | undefined;
  let invocations = 0;

  function made(): Logger {
    if (!logger) {
      logger = make();
      // it takes the first context that it is given for that of the cold start, which this one is not
      if (current && invocations > 1) logger.addContext(current);
    }
    if (current && current !== added) {
      logger.addContext(current);
      added = current;
    }
    return logger;
  }

  return {
    made,
    addContext(context) {
      current = context;
      invocations += 1;
    },
    warn: (message, ...more) => made().warn(message, ...more),
    error: (message, ...more) => made().error(message, ...more),
  };
}

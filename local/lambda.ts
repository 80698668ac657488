import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** The context of Node 24's runtime, which has no `done`, `fail`, `succeed` any more. */
type LambdaContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The function ran out of its own time limit. On AWS it would have been stopped; here it goes on unheard. */
export class TaskTimedOut extends Error {
  override readonly name = 'TaskTimedOut';
}

/**
 * Invokes a handler as Lambda's runtime would: an event that went through JSON, a context with the time that is
 * left, a result that went through JSON (`undefined` becomes null).
 *
 * @throws what the handler throws, or {@link TaskTimedOut} after `timeoutMs`.
 */
export async function invokeFunction(
  name: string,
  handler: Handler,
  event: unknown,
  timeoutMs: number,
): Promise<unknown> {
  const context = contextFor(name, timeoutMs);
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeout.reject(new TaskTimedOut(`${name} timed out after ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    const running = (async () => handler(JSON.parse(JSON.stringify(event)), context as Context))();
    const result = await Promise.race([running, timeout.promise]);
    return JSON.parse(JSON.stringify(result) ?? 'null');
  } finally {
    clearTimeout(timer);
  }
}

function contextFor(name: string, timeoutMs: number): LambdaContext {
  const functionName = `exchange-control-plane-${name}`;
  const endsAt = performance.now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAt - performance.now())),
  };
}

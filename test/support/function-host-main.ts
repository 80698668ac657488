import { randomUUID } from 'node:crypto';
import type { LambdaHandler } from '#lib/endpoint.ts';
import { lambdaContext } from './http-event.ts';

interface Order {
  id: number;
  name: string;
  event: unknown;
  /** By how much the wall clock is ahead, milliseconds. */
  aheadMs: number;
}

const systemNow = Date.now;
let aheadMs = 0;
// once, for whoever keeps the function
Date.now = () => systemNow() + aheadMs;

/** A process like Lambda's: loads functions, is sent events over IPC, answers with what the handler gave or threw. */
process.on('message', async ({ id, name, event, ...order }: Order) => {
  aheadMs = order.aheadMs;
  try {
    const { handler } = (await import(`../../functions/${name}.ts`)) as { handler: LambdaHandler };
    const result = await handler(event, { ...lambdaContext(name), awsRequestId: randomUUID() });
    process.send?.({ id, result });
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    process.send?.({ id, error: { message, code } });
  }
});
process.on('disconnect', () => process.exit());

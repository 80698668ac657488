import { randomUUID } from 'node:crypto';
import { lambdaContext } from '../http-event.ts';
import { weakenedHandlers } from './handlers.ts';
import type { Guard } from './weakenings.ts';

/** As function-host-main.ts, with functions that lack the guard which the first argument names. */
const handlers = weakenedHandlers(process.argv[2] as Guard, process.env);

process.on('message', async ({ id, name, event }: { id: number; name: string; event: unknown }) => {
  try {
    const result = await handlers[name]?.(event, { ...lambdaContext(name), awsRequestId: randomUUID() });
    process.send?.({ id, result });
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    process.send?.({ id, error: { message, code } });
  }
});
process.on('disconnect', () => process.exit());

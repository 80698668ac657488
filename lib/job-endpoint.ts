import type { Context } from 'aws-lambda';
import type * as v from 'valibot';
import { classifyEvent } from './domain/event-kind.ts';
import type { LambdaHandler } from './endpoint.ts';
import { AppError } from './errors.ts';
import { type Invocation, invocationOf } from './invocation.ts';
import { jobInput } from './job.ts';
import { JOBS, type JobName } from './routes.ts';
import { noBody } from './schemas/requests.ts';

/** A function that has no route: schedules, direct invocations and streams reach it, and its failure is thrown. */
export interface JobSpec<App, S extends v.GenericSchema> {
  job: JobName;
  schema?: S;
  run(app: App, input: v.InferOutput<S>, invocation: Invocation): Promise<unknown>;
  /** Carries out what a batch of a table's stream means; without it such an event is refused. */
  runStream?(app: App, event: { Records: unknown[] }): Promise<unknown>;
}

export function jobFactory<App>(parts: {
  app: () => App;
  log: () => { addContext(context: Context): void };
  flush: () => void;
}) {
  return <S extends v.GenericSchema = typeof noBody>(spec: JobSpec<App, S>): LambdaHandler =>
    async (event, context) => {
      parts.log().addContext(context);
      try {
        if (spec.runStream && classifyEvent(event) === 'stream') {
          return await spec.runStream(parts.app(), event as { Records: unknown[] });
        }
        const invocation = invocationOf(spec.job, JOBS[spec.job].timeoutMs, event, context);
        if (invocation.kind === 'http') {
          throw new AppError('INVALID_EVENT', 'Send an event with source exchange.schedule or exchange.job.');
        }
        const { body } = jobInput(spec.job, false, spec.schema ?? noBody, event);
        return await spec.run(parts.app(), body as v.InferOutput<S>, invocation);
      } finally {
        parts.flush();
      }
    };
}

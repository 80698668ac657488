import type { Context } from 'aws-lambda';
import type * as v from 'valibot';
import type { LambdaHandler } from './endpoint.ts';
import { AppError } from './errors.ts';
import { type Invocation, invocationOf } from './invocation.ts';
import { jobInput } from './job.ts';
import { JOBS, type JobName } from './routes.ts';
import { noBody } from './schemas/requests.ts';

/** A function that has no route: schedules and direct invocations reach it, and its failure is thrown. */
export interface JobSpec<App, S extends v.GenericSchema> {
  job: JobName;
  schema?: S;
  run(app: App, input: v.InferOutput<S>, invocation: Invocation): Promise<unknown>;
}

export function jobFactory<App>(parts: {
  app: () => App;
  log: () => { addContext(context: Context): void };
  flush: () => void;
}) {
  return <S extends v.GenericSchema = typeof noBody>(spec: JobSpec<App, S>): LambdaHandler =>
    async (event, context) => {
      parts.log().addContext(context);
      const invocation = invocationOf(spec.job, JOBS[spec.job].timeoutMs, event, context);
      if (invocation.kind === 'http') {
        throw new AppError('INVALID_EVENT', 'Send an event with source exchange.schedule or exchange.job.');
      }
      try {
        const { body } = jobInput(spec.job, false, spec.schema ?? noBody, event);
        return await spec.run(parts.app(), body as v.InferOutput<S>, invocation);
      } finally {
        parts.flush();
      }
    };
}

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AuditRecord } from '../domain/audit-record.ts';
import { AppError } from '../errors.ts';
import type { Reply } from '../respond.ts';

type Outcome = Pick<AuditRecord['outcome'], 'status' | 'code'>;

/** As the caller was told; a response of 400 and more is one of our errors, with its code. */
export function outcomeOfResponse({ statusCode = 200, body }: APIGatewayProxyStructuredResultV2): Outcome {
  const isError = statusCode >= 400 && body !== undefined;
  return { status: statusCode, code: isError ? (JSON.parse(body) as Outcome).code : 'OK' };
}

/** As the same error would have been told over HTTP. */
export function outcomeOfError(error: unknown): Outcome {
  const { status, code } = error instanceof AppError ? error : { status: 500, code: 'INTERNAL' };
  return { status, code };
}

/** Whether the reply of a change says that something has changed; null where that is not said. */
export function changedIn({ json }: Reply): boolean | null {
  const { changed } = Object(json) as { changed?: unknown };
  return typeof changed === 'boolean' ? changed : null;
}

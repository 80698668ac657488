import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AppError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { headerOf } from '../middleware/http-request.ts';

const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * The key of a call: the header, or what is the same each time that a schedule's event is delivered. Callers over
 * HTTP cannot name the key of a schedule. Throws AppError INVALID_REQUEST.
 */
export function idempotencyKeyOf({ kind, event }: Invocation): string | undefined {
  if (kind !== 'http') {
    const { scheduleArn, scheduledTime } = event as { scheduleArn?: string; scheduledTime?: string };
    return scheduleArn && scheduledTime ? `schedule ${scheduleArn} ${scheduledTime}` : undefined;
  }
  const key = headerOf(event as APIGatewayProxyEventV2, 'idempotency-key');
  if (key === undefined) return undefined;
  if (KEY.test(key)) return `http ${key}`;
  throw new AppError('INVALID_REQUEST', 'Send 1 to 255 printable ASCII characters in Idempotency-Key.');
}

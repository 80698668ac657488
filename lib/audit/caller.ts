import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AuditRecord } from '../domain/audit-record.ts';
import type { Invocation } from '../invocation.ts';
import { headerOf, isActor } from '../middleware/http-request.ts';

const MAX_ARN_LENGTH = 2_048;

/** Who calls, as far as is known before anything of the call is checked. Forwarding headers are not believed. */
export function callerOf({ kind, event }: Invocation): Pick<AuditRecord, 'actor' | 'address'> {
  if (kind !== 'http') {
    const { scheduleArn } = event as { scheduleArn?: unknown };
    return {
      actor: null,
      address: typeof scheduleArn === 'string' ? scheduleArn.slice(0, MAX_ARN_LENGTH) : null,
    };
  }
  const http = event as APIGatewayProxyEventV2;
  const claimed = headerOf(http, 'x-actor')?.trim() ?? '';
  return { actor: isActor(claimed) ? claimed : null, address: http.requestContext.http.sourceIp ?? null };
}

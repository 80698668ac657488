import type { ErrorCode } from '#lib/errors.ts';
import type { SchemaName } from '../component-schemas.ts';

/** What the API's description says of an operation beside its row in the table of routes. */
export interface Operation {
  tag: 'Exchanges' | 'Workers' | 'System';
  summary: string;
  description: string;
  /** Without one the operation takes no body. */
  body?: SchemaName;
  /** Schemas of the answer to a success; several are alternatives. */
  answers: readonly SchemaName[];
  /** All codes but those that every operation has (openapi/responses.ts). */
  errors: readonly ErrorCode[];
  /** Of the answer to a success, beside those that every answer has. */
  headers?: readonly ('cached' | 'tagged' | 'workerInfo' | 'workerWarning')[];
  /** Honours `If-Match`. */
  conditional?: true;
}

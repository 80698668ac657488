import { ADMIN } from '../error-groups.ts';
import type { Operation } from './operation.ts';

export const SYSTEM = {
  'get-audit': {
    tag: 'System',
    summary: 'Who changed what',
    description: 'Every admin call that was let in, newest first, whatever became of it.',
    answers: ['AuditPage'],
    errors: [...ADMIN, 'AUDIT_UNAVAILABLE'],
  },
  'get-health': {
    tag: 'System',
    summary: 'Is it alive',
    description:
      'Answers that functions run, and which release. `deep=true` needs the admin key and asks every part, for 5 s at most; 503 with the same body when one is down.',
    answers: ['Health'],
    errors: ADMIN,
  },
  'get-openapi': {
    tag: 'System',
    summary: 'This description',
    description: "The API's description by the OpenAPI specification 3.1.",
    answers: ['OpenApiDocument'],
    errors: [],
    headers: ['tagged'],
  },
} satisfies Record<string, Operation>;

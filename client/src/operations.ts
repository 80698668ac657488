// Made by `npm run openapi` from the schemas that the functions run on: do not edit.

export const OPERATIONS = {
  'get-config': { method: 'GET', path: '/api/v1/exchanges/config', access: 'public' },
  'get-supported': { method: 'GET', path: '/api/v1/exchanges/supported', access: 'public' },
  'get-worker-status': { method: 'GET', path: '/api/v1/exchanges/workers/status', access: 'public' },
  'get-worker': { method: 'GET', path: '/api/v1/exchanges/workers/{exchange}', access: 'public' },
  'add-exchange': { method: 'POST', path: '/api/v1/exchanges/add/{exchange}', access: 'admin' },
  'refresh-exchanges': { method: 'POST', path: '/api/v1/exchanges/refresh', access: 'admin' },
  'blacklist-exchange': { method: 'POST', path: '/api/v1/exchanges/blacklist/{exchange}', access: 'admin' },
  'unblacklist-exchange': {
    method: 'DELETE',
    path: '/api/v1/exchanges/blacklist/{exchange}',
    access: 'admin',
  },
  'restart-worker': { method: 'POST', path: '/api/v1/exchanges/workers/{exchange}/restart', access: 'admin' },
  'pause-worker': { method: 'POST', path: '/api/v1/exchanges/workers/{exchange}/pause', access: 'admin' },
  'resume-worker': { method: 'POST', path: '/api/v1/exchanges/workers/{exchange}/resume', access: 'admin' },
  'restart-workers': { method: 'POST', path: '/api/v1/exchanges/workers/restart', access: 'admin' },
  'get-audit': { method: 'GET', path: '/api/v1/exchanges/audit', access: 'admin' },
  'get-openapi': { method: 'GET', path: '/api/v1/openapi.json', access: 'public' },
  'get-health': { method: 'GET', path: '/api/v1/health', access: 'public' },
} as const;
export type OperationId = keyof typeof OPERATIONS;

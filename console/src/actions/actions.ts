import type { Action, ActionName, Fields } from './action.ts';

const addTo = (exchange: string, fields: Fields, { dryRun }: { dryRun: boolean }) => ({
  method: 'POST' as const,
  path: `/add/${exchange}${dryRun ? '?dryRun=true' : ''}`,
  body: settingsOf(fields),
});

export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  add: {
    label: 'Add',
    explain: (exchange) =>
      `First it is tried: ${exchange} is asked, and nothing is changed. What that finds decides whether its collection begins.`,
    fields: ['pollIntervalMs', 'symbols'],
    triedFirst: true,
    change: addTo,
  },
  settings: {
    label: 'Change settings',
    explain: (exchange) =>
      `First the new settings are tried. The worker of ${exchange} then starts anew with them.`,
    fields: ['pollIntervalMs', 'symbols'],
    triedFirst: true,
    change: addTo,
  },
  blacklist: {
    label: 'Blacklist',
    explain: (exchange) => `The worker of ${exchange} stops, and the exchange is asked nothing more.`,
    fields: ['reason', 'duration'],
    tone: 'danger',
    change: (exchange, fields) => ({
      method: 'POST',
      path: `/blacklist/${exchange}`,
      body: { ...reasonOf(fields), ...(fields.duration && { ttlSeconds: Number(fields.duration) }) },
    }),
  },
  unblacklist: {
    label: 'Take off the blacklist',
    explain: (exchange) =>
      `The connection to ${exchange} is checked, and its worker starts if it was configured.`,
    fields: [],
    change: (exchange) => ({ method: 'DELETE', path: `/blacklist/${exchange}` }),
  },
  restart: {
    label: 'Restart',
    explain: (exchange) => `The worker of ${exchange} gets a new generation and polls at once.`,
    fields: [],
    change: (exchange) => ({ method: 'POST', path: `/workers/${exchange}/restart` }),
  },
  pause: {
    label: 'Pause',
    explain: (exchange) =>
      `The worker of ${exchange} polls no more until it is resumed. Restarts do not end the pause.`,
    fields: ['reason'],
    change: (exchange, fields) => ({
      method: 'POST',
      path: `/workers/${exchange}/pause`,
      body: reasonOf(fields),
    }),
  },
  resume: {
    label: 'Resume',
    explain: (exchange) => `The connection to ${exchange} is checked, and its worker polls again.`,
    fields: [],
    change: (exchange) => ({ method: 'POST', path: `/workers/${exchange}/resume` }),
  },
  refresh: {
    label: 'Refresh',
    explain: (exchange) =>
      `Metadata and credentials of ${exchange} are read again. All workers are restarted, one after the other.`,
    fields: [],
    change: (exchange) => ({ method: 'POST', path: '/refresh', body: { exchanges: [exchange] } }),
  },
  'refresh-all': {
    label: 'Refresh all',
    explain: () =>
      'Metadata and credentials of all active exchanges are read again, and their workers are restarted, one after the other.',
    fields: [],
    change: () => ({ method: 'POST', path: '/refresh' }),
  },
  'restart-failed': {
    label: 'Restart failed',
    explain: () =>
      'First it is looked which workers have failed. Those are then restarted, one after the other.',
    fields: [],
    triedFirst: true,
    change: (_, __, { dryRun }) => ({
      method: 'POST',
      path: `/workers/restart?onlyFailed=true${dryRun ? '&dryRun=true' : ''}`,
    }),
  },
};

function reasonOf({ reason }: Fields): { reason?: string } {
  return reason?.trim() ? { reason: reason.trim() } : {};
}

/** An empty field leaves the default; `none` asks for no order books. */
function settingsOf({ pollIntervalMs, symbols }: Fields): object {
  const names = symbols?.split(/[\s,]+/).filter(Boolean) ?? [];
  return {
    ...(pollIntervalMs && { pollIntervalMs: Number(pollIntervalMs) }),
    ...(names.length > 0 && { symbols: names[0] === 'none' ? [] : names }),
  };
}

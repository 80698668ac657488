import type { AddBody } from '../../../client/src/types.ts';
import type { Action, ActionName, Fields } from './action.ts';

const adding: Pick<Action, 'fields' | 'tryOut' | 'perform'> = {
  fields: ['pollIntervalMs', 'symbols'],
  tryOut: (plane, { exchange, fields, options }) => plane.addDryRun(exchange, settingsOf(fields), options),
  perform: (plane, { exchange, fields, options }) => plane.add(exchange, settingsOf(fields), options),
};

export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  add: {
    ...adding,
    label: 'Add',
    explain: (exchange) =>
      `First it is tried: ${exchange} is asked, and nothing is changed. What that finds decides whether its collection begins.`,
  },
  settings: {
    ...adding,
    label: 'Change settings',
    explain: (exchange) =>
      `First the new settings are tried; what is left empty stays as it is, default takes a setting back. The worker of ${exchange} then starts anew with them.`,
  },
  blacklist: {
    label: 'Blacklist',
    explain: (exchange) => `The worker of ${exchange} stops, and the exchange is asked nothing more.`,
    fields: ['reason', 'duration'],
    tone: 'danger',
    perform: (plane, { exchange, fields, options }) =>
      plane.blacklist(
        exchange,
        { ...reasonOf(fields), ...(fields.duration && { ttlSeconds: Number(fields.duration) }) },
        options,
      ),
  },
  unblacklist: {
    label: 'Take off the blacklist',
    explain: (exchange) =>
      `The connection to ${exchange} is checked, and its worker starts if it was configured.`,
    fields: [],
    perform: (plane, { exchange, options }) => plane.unblacklist(exchange, options),
  },
  restart: {
    label: 'Restart',
    explain: (exchange) => `The worker of ${exchange} gets a new generation and polls at once.`,
    fields: [],
    perform: (plane, { exchange, options }) => plane.restart(exchange, options),
  },
  pause: {
    label: 'Pause',
    explain: (exchange) =>
      `The worker of ${exchange} polls no more until it is resumed. Restarts do not end the pause.`,
    fields: ['reason'],
    perform: (plane, { exchange, fields, options }) => plane.pause(exchange, reasonOf(fields), options),
  },
  resume: {
    label: 'Resume',
    explain: (exchange) => `The connection to ${exchange} is checked, and its worker polls again.`,
    fields: [],
    perform: (plane, { exchange, options }) => plane.resume(exchange, options),
  },
  refresh: {
    label: 'Refresh',
    explain: (exchange) =>
      `Metadata and credentials of ${exchange} are read again. All workers are restarted, one after the other.`,
    fields: [],
    perform: (plane, { exchange, options }) => plane.refresh({ exchanges: [exchange] }, options),
  },
  'refresh-all': {
    label: 'Refresh all',
    explain: () =>
      'Metadata and credentials of all active exchanges are read again, and their workers are restarted, one after the other.',
    fields: [],
    perform: (plane, { options }) => plane.refresh({}, options),
  },
  'restart-failed': {
    label: 'Restart failed',
    explain: () =>
      'First it is looked which workers have failed. Those are then restarted, one after the other.',
    fields: [],
    tryOut: (plane, { options }) => plane.restartWorkers({ onlyFailed: true, dryRun: true }, options),
    perform: (plane, { options }) => plane.restartWorkers({ onlyFailed: true }, options),
  },
};

function reasonOf({ reason }: Fields): { reason?: string } {
  return reason?.trim() ? { reason: reason.trim() } : {};
}

/** An empty field leaves things as they are, `default` takes a setting back, `none` asks for no order books. */
function settingsOf({ pollIntervalMs, symbols }: Fields): AddBody {
  const names = symbols?.split(/[\s,]+/).filter(Boolean) ?? [];
  const [first] = names;
  return {
    ...(pollIntervalMs && { pollIntervalMs: pollIntervalMs === 'default' ? null : Number(pollIntervalMs) }),
    ...(first && { symbols: first === 'default' ? null : first === 'none' ? [] : names }),
  };
}

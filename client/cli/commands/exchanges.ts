import type { AddBody, BlacklistBody } from '../../src/types.ts';
import { changed } from '../changed.ts';
import { type Command, type Context, only } from '../command.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { checksTable } from '../worker-page.ts';

const add: Command = {
  usage: 'EXCHANGE [--every 2s] [--symbols BTC/USDT,ETH/USDT] [--dry-run]',
  summary:
    'add an exchange, or give it other settings, --every default to take one back; --dry-run only validates',
  options: { every: { type: 'string' }, symbols: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  names: [1, 1],
  run: async (context) => {
    const { plane, options, show, signal } = context;
    const [exchange, body] = [only(context), settingsOf(context)];
    if (options.flag('dry-run')) {
      const { data } = await plane.addDryRun(exchange, body, { signal });
      show(
        data,
        () => `${exchange} can be collected; nothing was changed.\n\n${checksTable(data.connectivity)}`,
      );
      return EXIT.ok;
    }
    context.say(`Adding ${exchange}: it is validated and started, which takes some seconds.`);
    return changed(context, (await plane.add(exchange, body, { signal })).data);
  },
};

/** In place of a value: no longer set. */
const DEFAULT = 'default';

function settingsOf({ options }: Context): AddBody {
  const [every, symbols] = [options.text('every'), options.text('symbols')];
  return {
    ...(every !== undefined && { pollIntervalMs: every === DEFAULT ? null : parseDuration(every, 'every') }),
    ...(symbols !== undefined && {
      symbols: symbols === DEFAULT ? null : symbols.split(',').filter((symbol) => symbol !== ''),
    }),
  };
}

const blacklist: Command = {
  usage: 'EXCHANGE [--for 2h | --until INSTANT] [--reason TEXT] [--dry-run]',
  summary: 'stop collecting it, for a while or for good',
  options: {
    for: { type: 'string' },
    until: { type: 'string' },
    reason: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  names: [1, 1],
  run: async (context) => {
    const { plane, options, show, confirm, signal } = context;
    const [exchange, body] = [only(context), endOf(context)];
    const end =
      body.ttlSeconds === undefined
        ? (body.expiresAt ?? 'somebody takes it off the blacklist')
        : `${formatDuration(body.ttlSeconds * 1_000)} from now`;
    if (options.flag('dry-run')) {
      const { data } = await plane.workers({ signal });
      const worker = data.workers.find((one) => one.exchange === exchange);
      const would = { dryRun: true, exchange, ...body, worker: worker?.state ?? null };
      show(
        would,
        () => `${exchange} (${worker?.state ?? 'not collected'}) would not be collected until ${end}.`,
      );
      return EXIT.ok;
    }
    await confirm(`Stop collecting ${exchange} until ${end}?`);
    return changed(context, (await plane.blacklist(exchange, body, { signal })).data);
  },
};

function endOf({ options }: Context): BlacklistBody {
  const [time, until, reason] = [options.text('for'), options.text('until'), options.text('reason')];
  if (time !== undefined && until !== undefined) throw new UsageError('Give --for or --until, not both.');
  return {
    ...(time !== undefined && { ttlSeconds: Math.ceil(parseDuration(time, 'for') / 1_000) }),
    ...(until !== undefined && { expiresAt: until }),
    ...(reason !== undefined && { reason }),
  };
}

const unblacklist: Command = {
  usage: 'EXCHANGE',
  summary: 'take it off the blacklist and collect again',
  names: [1, 1],
  run: async (context) =>
    changed(context, (await context.plane.unblacklist(only(context), { signal: context.signal })).data),
};

const refresh: Command = {
  usage: '[EXCHANGE...] [--dry-run]',
  summary: 'metadata and credentials of all or some, then restart all workers one by one',
  options: { 'dry-run': { type: 'boolean' } },
  names: [0, 200],
  run: async (context) => {
    const { plane, names, options, show, confirm, signal } = context;
    const active = (await plane.supported({ signal })).data.exchanges;
    const exchanges = names.length > 0 ? names : active;
    if (options.flag('dry-run')) {
      show(
        { dryRun: true, exchanges, restarts: active },
        () => `Would be refreshed: ${exchanges.join(' ')}\nWould be restarted: ${active.join(' ')}`,
      );
      return EXIT.ok;
    }
    await confirm(
      `Refresh ${exchanges.length} exchanges and restart all ${active.length} workers, one by one?`,
    );
    const body = names.length > 0 ? { exchanges: [...names] } : {};
    return changed(context, (await plane.refresh(body, { signal })).data);
  },
};

export const EXCHANGES = { add, blacklist, unblacklist, refresh };

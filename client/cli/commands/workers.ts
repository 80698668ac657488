import type { RestartWorkersBody } from '../../src/types.ts';
import { changed } from '../changed.ts';
import { type Command, type Context, only } from '../command.ts';
import { EXIT, type ExitCode, UsageError } from '../exit-codes.ts';
import { table } from '../table.ts';

const restart: Command = {
  usage: 'EXCHANGE... | --all | --failed [--dry-run]',
  summary: 'a new generation of one worker, of several, of all, or of those that have failed',
  options: { all: { type: 'boolean' }, failed: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  names: [0, 200],
  run: async (context) => {
    const { plane, names, options, show, signal } = context;
    const several = options.flag('all') || options.flag('failed');
    if (several === names.length > 0) throw new UsageError('Name exchanges, or give --all or --failed.');
    if (names.length !== 1 || options.flag('dry-run')) return restartSeveral(context);
    const { data } = await plane.restart(only(context), { signal });
    show(
      data,
      () => `${data.message}: ${data.exchange} ${data.worker.state}, generation ${data.worker.generation}`,
    );
    return EXIT.ok;
  },
};

async function restartSeveral({ plane, names, options, show, confirm, signal }: Context): Promise<ExitCode> {
  const dryRun = options.flag('dry-run');
  const body: RestartWorkersBody = {
    dryRun,
    onlyFailed: options.flag('failed'),
    ...(names.length > 0 && { exchanges: [...names] }),
  };
  if (options.flag('all') && !dryRun) await confirm('Restart all workers, one by one?');
  const { data } = await plane.restartWorkers(body, { signal });
  show(data, () => {
    const rows = data.results.map(({ exchange, outcome, state, code }) => [
      exchange,
      outcome,
      state,
      code ?? '',
    ]);
    return `${data.selected} selected\n\n${table(['EXCHANGE', 'OUTCOME', 'STATE', 'WHY'], rows)}`;
  });
  return data.results.some(({ outcome }) => outcome === 'pending') ? EXIT.notWell : EXIT.ok;
}

const pause: Command = {
  usage: 'EXCHANGE [--reason TEXT]',
  summary: 'stop polling it until it is resumed',
  options: { reason: { type: 'string' } },
  names: [1, 1],
  run: async (context) => {
    const reason = context.options.text('reason');
    const body = reason === undefined ? {} : { reason };
    return changed(
      context,
      (await context.plane.pause(only(context), body, { signal: context.signal })).data,
    );
  },
};

const resume: Command = {
  usage: 'EXCHANGE',
  summary: 'poll it again',
  names: [1, 1],
  run: async (context) =>
    changed(context, (await context.plane.resume(only(context), { signal: context.signal })).data),
};

export const WORKERS = { restart, pause, resume };

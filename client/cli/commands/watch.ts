import { ApiError, NoAnswerError } from '../../src/errors.ts';
import { pause } from '../../src/support.ts';
import type { WorkersReport } from '../../src/types.ts';
import type { Command, Context } from '../command.ts';
import { parseDuration } from '../duration.ts';
import { EXIT } from '../exit-codes.ts';
import { summaryLine, workersTable } from './look.ts';

const CLEAR = '\u001b[H\u001b[2J';

const watch: Command = {
  usage: '[--every 2s]',
  summary: 'the workers live; without a terminal one line per change of a state. Ctrl-C ends it',
  options: { every: { type: 'string' } },
  names: [0, 0],
  run: async (context) => {
    const { plane, options, signal } = context;
    const everyMs = parseDuration(options.text('every') ?? '2s', 'every');
    const tell = context.isJson ? asLines : context.isTerminal ? asScreen : changesOnly();
    while (!signal.aborted) {
      const seen = await plane.workers({ signal, timeoutMs: 10_000 }).then(
        ({ data }) => data,
        (error: unknown) => error,
      );
      if (signal.aborted) break;
      if (!(seen instanceof ApiError) && !(seen instanceof NoAnswerError) && seen instanceof Error)
        throw seen;
      tell(context, seen instanceof Error ? seen : (seen as WorkersReport));
      await pause(everyMs, signal);
    }
    return EXIT.ok;
  },
};

type Tell = (context: Context, seen: WorkersReport | Error) => void;

const asLines: Tell = (_, seen) =>
  console.log(JSON.stringify(seen instanceof Error ? { error: seen.message } : seen));

const asScreen: Tell = (_, seen) => {
  const text = seen instanceof Error ? seen.message : `${summaryLine(seen)}\n\n${workersTable(seen)}`;
  process.stdout.write(`${CLEAR}${new Date().toISOString()}  ${text}\n`);
};

function changesOnly(): Tell {
  const known = new Map<string, string>();
  return (_, seen) => {
    if (seen instanceof Error) return console.log(`${new Date().toISOString()} ${seen.message}`);
    for (const { exchange, state, stateReason } of seen.workers) {
      if (known.get(exchange) === state) continue;
      known.set(exchange, state);
      console.log(`${seen.timestamp} ${exchange} ${state}: ${stateReason.message}`);
    }
  };
}

export const WATCH = { watch };

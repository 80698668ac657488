import { ExchangeControlPlane } from '../src/client.ts';
import { ApiError } from '../src/errors.ts';
import { actorOf } from './actor.ts';
import { adminKeySource } from './admin-key.ts';
import { type Call, help, parseCall } from './arguments.ts';
import type { Context } from './command.ts';
import { confirmation } from './confirm.ts';
import { parseDuration } from './duration.ts';
import { EXIT, type ExitCode, exitCodeOf, InterruptedError } from './exit-codes.ts';
import { visible } from './table.ts';

const DEFAULT_URL = 'http://127.0.0.1:3000';
const wantsJson = process.argv.includes('--json');

// whoever read our output may have had enough of it
process.stdout.on('error', () => process.exit(EXIT.ok));

try {
  const call = parseCall(process.argv.slice(2));
  if (call) process.exitCode = await run(call);
  else console.log(help());
} catch (error) {
  process.exitCode = exitCodeOf(error);
  console.error(wantsJson ? JSON.stringify(machineError(error)) : humanError(error));
}

async function run({ command, names, options }: Call): Promise<ExitCode> {
  const { env, stdin: input, stdout, stderr: output } = process;
  const interrupted = new AbortController();
  process.once('SIGINT', () =>
    interrupted.abort(new InterruptedError('Interrupted; a change that was sent may have been made.')),
  );
  const isJson = options.flag('json');
  const plane = new ExchangeControlPlane({
    url: options.text('url') ?? env.EXCHANGECTL_URL ?? DEFAULT_URL,
    adminKey: adminKeySource(env, { input, output }),
    actor: actorOf(options.text('actor'), env),
    timeoutMs: parseDuration(options.text('timeout') ?? '30s', 'timeout'),
  });
  const context: Context = {
    plane,
    names,
    options,
    isJson,
    isTerminal: stdout.isTTY === true,
    signal: interrupted.signal,
    show: (data, forPeople) => console.log(isJson ? JSON.stringify(data, null, 2) : forPeople()),
    say: (text) => (isJson ? undefined : console.error(visible(text))),
    confirm: confirmation(options.flag('yes'), { input, output }),
  };
  return command.run(context);
}

function humanError(error: unknown): string {
  if (!(error instanceof ApiError)) return `exchangectl: ${visible((error as Error).message)}`;
  const fields = (Object(error.details).fields ?? []) as { field: string; problem: string }[];
  const more = fields.slice(1).map(({ field, problem }) => `\n  ${field}: ${problem}`);
  return `exchangectl: ${visible(`${error.sentence}. ${error.message}`)}${more.join('')}\n  ${error.code}, request ${error.requestId}`;
}

function machineError(error: unknown): object {
  const { name, message, code, status, requestId, details } = error as ApiError;
  return { error: name, message, code, status, requestId, details };
}

import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { KEY_VARIABLE } from './admin-key.ts';
import { type Command, Options } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import { UsageError } from './exit-codes.ts';

const GLOBAL = {
  url: { type: 'string' },
  actor: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

/** Whoever runs a command on this machine can read another's arguments, and a shell keeps them. */
const KEY_OPTION = /^--?(admin[-_]?(api[-_]?)?key|key|api[-_]?key|token|password)(=|$)/i;

export interface Call {
  name: string;
  command: Command;
  names: string[];
  options: Options;
}

/** What is asked for; undefined: the help. */
export function parseCall(args: string[]): Call | undefined {
  if (args.some((arg) => KEY_OPTION.test(arg))) {
    throw new UsageError(
      `The admin key is never taken from an argument, which others can read: set ${KEY_VARIABLE}, or leave it out and be asked.`,
    );
  }
  const [name] = args.filter((arg) => !arg.startsWith('-'));
  if (args.includes('--help') || args.includes('-h') || args.length === 0) return undefined;
  const command = name === undefined ? undefined : COMMANDS.get(name);
  if (!command || name === undefined || args[0] !== name) {
    const known = [...COMMANDS.keys()].join(', ');
    throw new UsageError(`Begin with a command: ${known}. exchangectl --help says more.`);
  }
  const { values, positionals } = parsed(args.slice(1), { ...GLOBAL, ...command.options });
  const [min, max] = command.names;
  if (positionals.length < min || positionals.length > max) {
    throw new UsageError(`Usage: exchangectl ${name} ${command.usage}`);
  }
  return { name, command, names: positionals.map((id) => id.toLowerCase()), options: new Options(values) };
}

function parsed(args: string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function help(): string {
  const commands = [...COMMANDS].map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`.trimEnd()}\n      ${summary}`,
  );
  return `Usage: exchangectl COMMAND [options]

${commands.join('\n')}

Options of all commands
  --url URL        of the API; else EXCHANGECTL_URL, else http://127.0.0.1:3000
  --json           what the API answered, for machines
  --yes, -y        no question before what interrupts the collection
  --actor NAME     who you are, for the audit log; else EXCHANGECTL_ACTOR, else your user name
  --timeout TIME   for an answer: 30s unless given

The admin key comes from ${KEY_VARIABLE}, or is asked for without showing it.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no answer or outcome not known, 4 admin key missing or
refused, 5 done but not all is well (warnings; with --check a system that is not healthy).`;
}

import { stripVTControlCharacters } from 'node:util';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];
const COLOURS: Record<Level, string> = { debug: '\x1b[2m', info: '', warn: '\x1b[33m', error: '\x1b[31m' };
const RESET = '\x1b[0m';

/** Said already by the line itself, or the same in every line of a part. */
const SKIPPED = new Set(
  (
    'level time timestamp msg message pid hostname service name v instanceId cold_start function_arn ' +
    'function_memory_size function_name sampling_rate xray_trace_id'
  ).split(' '),
);
const PART_WIDTH = 9;

/**
 * A part's output line as people read it: UTC time, part, level, text; plain text on stderr is an error. JSON of pino and of Powertools becomes
 * `message name=value`; metrics (EMF) are for CloudWatch and left out (`undefined`).
 */
export function readableLine(
  line: string,
  options: { part: string; stderr: boolean; now: Date; colour: boolean },
): string | undefined {
  const record = parseRecord(line);
  if (line.trim() === '' || (record && '_aws' in record)) return undefined;
  const level = record ? levelOf(record.level) : options.stderr ? 'error' : 'info';
  const text = record ? textOf(record) : visible(line);
  const time = options.now.toISOString().slice(11, 23);
  const head = `${time} ${options.part.padEnd(PART_WIDTH)} ${level.padEnd(5)}`;
  return options.colour && COLOURS[level] ? `${COLOURS[level]}${head} ${text}${RESET}` : `${head} ${text}`;
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** pino counts (30 is info), Powertools names. */
function levelOf(level: unknown): Level {
  if (typeof level === 'number')
    return level >= 50 ? 'error' : level >= 40 ? 'warn' : level >= 30 ? 'info' : 'debug';
  const name = String(level).toLowerCase();
  return LEVELS.find((known) => known === name) ?? (name === 'critical' ? 'error' : 'info');
}

function textOf(record: Record<string, unknown>): string {
  const parts = [visible(String(record.msg ?? record.message ?? ''))];
  const stacks: string[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (SKIPPED.has(name)) continue;
    const stack = stackOf(value);
    if (stack) stacks.push(stack);
    else parts.push(`${visible(name)}=${shown(value)}`);
  }
  return [parts.filter(Boolean).join(' '), ...stacks].join('\n');
}

function stackOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('stack' in value)) return undefined;
  const lines = Array.isArray(value.stack) ? value.stack.map(String) : String(value.stack).split('\n');
  return lines.map((line) => `    ${visible(line)}`).join('\n');
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return visible(typeof value === 'string' && /[\s=]/.test(text) ? JSON.stringify(text) : text);
}

/** What a request carried must not move the cursor or begin a line of its own. */
function visible(text: string): string {
  return stripVTControlCharacters(text).replace(
    /\p{Cc}/gu,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}

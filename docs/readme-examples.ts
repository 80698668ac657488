import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readEndpoints } from '#local/state/endpoints.ts';

/**
 * Runs the commands of README's `console` blocks against a running system and gives README with their outputs.
 * By hand, beside a system that was just started for the first time: `node docs/readme-examples.ts` writes it.
 */

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const BLOCK = /```console\n(.*?)```/gs;

export interface Target {
  gatewayUrl: string;
  adminApiKey: string;
}

export function readReadme(): Promise<string> {
  return readFile(README, 'utf8');
}

/** `readme` with each console block's commands followed by what they print now. */
export async function withOutputs(readme: string, target: Target): Promise<string> {
  let text = readme;
  for (const [block, content = ''] of readme.matchAll(BLOCK)) {
    const commands = content.split('\n').filter((line) => line.startsWith('$ '));
    const parts: string[] = [];
    for (const command of commands) parts.push(`${command}\n${await output(command.slice(2), target)}\n`);
    text = text.replace(block, () => `\`\`\`console\n${parts.join('')}\`\`\``);
  }
  return text;
}

async function output(command: string, { gatewayUrl, adminApiKey }: Target): Promise<string> {
  const env = {
    ...process.env,
    API: `${gatewayUrl}/api/v1/exchanges`,
    ADMIN_KEY: adminApiKey,
    EXCHANGECTL_URL: gatewayUrl,
    EXCHANGECTL_ADMIN_KEY: adminApiKey,
    EXCHANGECTL_ACTOR: 'ada',
  };
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { env });
  return layout(stdout.trim());
}

/** What differs from run to run, replaced by an example of it. */
const VOLATILE: Record<string, unknown> = {
  version: 1795348800,
  generation: 1795348801,
  latencyMs: 12,
  requestId: '3b5cf066-494b-4372-abf7-4c032760ca74',
  timestamp: '2026-11-22T12:00:00.000Z',
};

function layout(text: string): string {
  const steady = text
    .replaceAll('\r', '')
    .replace(/generation([= ])\d+/g, `generation$1${VOLATILE.generation}`)
    .replace(/^\d{4}-\S+T\S+Z/gm, `${VOLATILE.timestamp}`)
    .replace(/etag: .*/gi, 'etag: W/"N42OYJWqQV4hCDmHbsg8QFK0PGx"');
  if (!steady.startsWith('{')) return steady;
  const value = JSON.parse(steady, (key, member) =>
    typeof member !== 'object' ? (VOLATILE[key] ?? member) : member,
  );
  return JSON.stringify(value, null, 2).replace(INNERMOST, (part) => {
    const line = part.replace(/\n\s*/g, ' ');
    return line.length <= 100 ? line : part;
  });
}

/** A list or an object that holds no other. */
const INNERMOST = /[{[][^{}[\]]*[}\]]/g;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(README, await withOutputs(await readReadme(), await readEndpoints('.local')));
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Example } from '../../openapi/examples.ts';
import { startSystem } from '../support/system.ts';
import { player, SCENARIO } from './play.ts';
import type { Step } from './scenario/step.ts';
import { whenCollecting } from './when-collecting.ts';

/** `node test/openapi/record.ts`: plays the scenario on a fresh system and keeps what it answers as examples. */

const FILE = new URL('../../openapi/examples.json', import.meta.url);
const state = await mkdtemp(join(tmpdir(), 'ecp-examples-'));
const system = await startSystem({ state });
try {
  await whenCollecting(system.endpoints.gatewayUrl);
  const play = player(system.endpoints);
  const examples: Example[] = [];
  for (const step of SCENARIO) {
    const { status, body } = await play(step);
    if (status !== step.status)
      throw new Error(`${step.operation} ${step.name}: ${status} ${JSON.stringify(body)}`);
    examples.push({ ...shown(step), response: { status, body: shortened(withoutPlace(body)) } });
  }
  await writeFile(FILE, `${JSON.stringify(examples, null, 1)}\n`);
} finally {
  await system.stop();
  await rm(state, { recursive: true, force: true });
}

function shown({
  operation,
  name,
  summary,
  exchange,
  query,
  headers,
  body,
}: Step): Omit<Example, 'response'> {
  const request = JSON.parse(JSON.stringify({ exchange, query, headers, body }));
  return { operation, name, summary, request };
}

/** Without the name of the machine. */
function withoutPlace(body: unknown): unknown {
  const text = JSON.stringify(body);
  if (text === undefined) return undefined;
  return JSON.parse(text, (key, value) => (key === 'instanceId' && value !== null ? 'collector-1' : value));
}

/** Of the API's description, which holds the examples, the beginning only. */
function shortened(body: unknown): unknown {
  const { openapi, info } = Object(body);
  return openapi ? { openapi, info: { title: info.title, version: info.version }, paths: {} } : body;
}

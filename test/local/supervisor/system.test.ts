import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#local/supervisor/clock.ts';
import type { PartSpec } from '#local/supervisor/part.ts';
import { spawnPart } from '#local/supervisor/spawn-part.ts';
import { type System, startSystem } from '#local/supervisor/system.ts';
import { eventually } from '../../support/eventually.ts';
import { freePorts } from '../../support/free-ports.ts';
import { processesMarked } from '../../support/processes.ts';

const running: System[] = [];
afterEach(async () => {
  for (const system of running.splice(0)) await system.stop();
});

const moduleOf = (name: string) => fileURLToPath(new URL(`../../support/parts/${name}.ts`, import.meta.url));

/** Real processes; every one of them carries the mark in its environment. */
async function given(needs: Record<string, string[]>, module = 'answering', readyTimeoutMs = 10_000) {
  const mark = randomUUID();
  const events: string[] = [];
  const names = Object.keys(needs);
  const base = await freePorts(names.length);
  const specs = names.map((name, index): PartSpec => {
    const url = `http://127.0.0.1:${base + index}`;
    return {
      name,
      module: moduleOf(module),
      args: [],
      env: { PATH: process.env.PATH ?? '', MARK: mark, PORT: String(base + index) },
      probe: async () => void (await fetch(url, { signal: AbortSignal.timeout(1_000) })),
      needs: needs[name] ?? [],
    };
  });
  const system = startSystem(specs, {
    spawn: (spec) => {
      const process = spawnPart(spec, (line) => events.push(`${spec.name} ${line}`));
      void process.ended.then(() => events.push(`${spec.name} gone`));
      return process;
    },
    clock: systemClock,
    say: (_level, text) => events.push(text),
    readyTimeoutMs,
  });
  running.push(system);
  const pidOf = async (name: string) =>
    Number(await (await fetch(`http://127.0.0.1:${base + names.indexOf(name)}`)).text());
  return { system, events, pidOf, processes: () => processesMarked('MARK', mark) };
}

describe('a system of parts', () => {
  it('starts what is needed first, stops it last, and leaves no process', async () => {
    const { system, events, processes } = await given({ redis: [], ccxt: [], collector: ['redis', 'ccxt'] });
    await system.ready;
    expect(events.slice(0, 2).sort()).toEqual(['ccxt answering', 'redis answering']);
    expect(events[2]).toBe('collector answering');
    expect(processes()).toHaveLength(3);

    events.length = 0;
    await system.stop();
    expect(events.filter((event) => event.endsWith('gone'))[0]).toBe('collector gone');
    expect(events).toContain('collector stopping: SIGTERM');
    expect(processes()).toEqual([]);
  });

  it('brings back a part that was killed, and says both', async () => {
    const { system, events, pidOf, processes } = await given({ ccxt: [], gateway: ['ccxt'] });
    await system.ready;
    const before = await pidOf('ccxt');
    process.kill(before, 'SIGKILL');
    await eventually(() => expect(events).toContain('ccxt is back'));
    expect(events).toContain('ccxt ended (SIGKILL): it is started again in 0.25 s');
    expect(await pidOf('ccxt')).not.toBe(before);
    expect(processes()).toHaveLength(2);
  });

  it('gives up on a part that does not come up, and names it', async () => {
    const { system, events, processes } = await given({ ccxt: [], gateway: ['ccxt'] }, 'failing', 3_000);
    await expect(system.ready).rejects.toThrow(/^ccxt does not answer \(.*\): its lines above say why\.$/);
    expect(events).toContain('ccxt cannot start');
    expect(events).toContain('ccxt ended (code 3): it is started again in 0.25 s');
    expect(events.join()).not.toContain('gateway');
    await system.stop();
    expect(processes()).toEqual([]);
  });

  it('can be stopped while it is still starting', async () => {
    const { system, events, processes } = await given({ ccxt: [], gateway: ['ccxt'] });
    const notReady = expect(system.ready).rejects.toThrow();
    await system.stop();
    await notReady;
    expect(processes()).toEqual([]);
    expect(events.join()).not.toContain('gateway');
  });
});

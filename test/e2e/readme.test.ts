import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readReadme, withOutputs } from '../../docs/readme-examples.ts';
import { eventually } from '../support/eventually.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';

let system: RunningSystem;
beforeAll(async () => {
  system = await startSystem();
}, 90_000);
afterAll(() => system?.stop(), 20_000);

it("README's commands print what README shows", async () => {
  // A reader takes a few seconds to get there; the slowest exchange is polled every five.
  await eventually(
    async () => {
      const response = await fetch(`${system.endpoints.gatewayUrl}/api/v1/exchanges/workers/status`);
      const { summary } = (await response.json()) as { summary: { byState: object } };
      expect(summary.byState).toEqual({ running: 5 });
    },
    { timeoutMs: 30_000 },
  );
  const readme = await readReadme();
  expect(await withOutputs(readme, system.endpoints)).toBe(readme);
}, 90_000);

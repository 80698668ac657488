import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { apiClient } from '../../support/api-client.ts';
import { simulatorClient } from '../../support/simulator-client.ts';
import { type RunningSystem, startSystem } from '../../support/system.ts';
import { type BrowserUnderTest, launchChromium } from './chromium.ts';
import { type ConsolePage, openPage } from './console-page.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** What Chromium writes of an answer that is an error; the page itself shows it. */
export const REFUSED = /^Failed to load resource: the server responded with a status of [45]\d\d/;

export interface Bench {
  system(): RunningSystem;
  context(): BrowserContext;
  api(): ReturnType<typeof apiClient>;
  simulator(): ReturnType<typeof simulatorClient>;
  /** Opens the console there; what goes wrong in it fails the test, but for what is `allowed`. */
  open(path: string, allowed?: RegExp): Promise<Page>;
  /** Processes of the system whose command line holds this. */
  signal(command: RegExp, signal: NodeJS.Signals): void;
}

/** One system and one browser for the tests of a file. Every page must be free of complaints at the end of its test. */
export function bench(): Bench {
  let system: RunningSystem;
  let browser: BrowserUnderTest;
  const opened: ConsolePage[] = [];
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchChromium()]);
  }, 90_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), system?.stop()]);
  }, 20_000);
  afterEach(async () => {
    const seen = opened.splice(0);
    await Promise.all(seen.map(({ page }) => page.close()));
    for (const { complaints, strangers } of seen)
      expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
  });
  return {
    system: () => system,
    context: () => browser.context,
    api: () => apiClient(system.endpoints),
    simulator: () => simulatorClient(system.endpoints.simulatorUrl ?? ''),
    async open(path, allowed) {
      const page = await openPage(
        browser.context,
        `${system.endpoints.gatewayUrl}${path}`,
        allowed ? { allowed } : {},
      );
      opened.push(page);
      return page.page;
    },
    signal(command, signal) {
      for (const { pid } of system.processes().filter((one) => command.test(one.command)))
        process.kill(pid, signal);
    },
  };
}

/**
 * A picture for README and docs, written only when SCREENSHOTS is set; then what makes it worth looking at may be waited
 * for.
 */
export async function picture(page: Page, name: string, whenReady?: () => Promise<void>): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  await whenReady?.();
  await mkdir(IMAGES, { recursive: true });
  await page.screenshot({ path: `${IMAGES}${name}.png`, animations: 'disabled' });
}

/** Fills in who acts, where a form asks for it. */
export async function identify(page: Page, key: string, name = 'Ada'): Promise<void> {
  await page.getByLabel('Admin key').fill(key);
  await page.getByLabel('Your name').fill(name);
}

/** The row of an exchange in the grid. */
export function rowOf(page: Page, exchange: string) {
  return page.locator(`tr[data-exchange="${exchange}"]`);
}

/** Before and after of what an action changed, as its dialog shows them. */
export async function changesIn(page: Page): Promise<Record<string, [before: string, after: string]>> {
  await page.locator('.told.good').waitFor();
  const rows = await page.locator('table.differences tbody tr').all();
  return Object.fromEntries(
    await Promise.all(
      rows.map(async (row) => {
        const [what = '', before = '', after = ''] = await row.locator('th, td').allTextContents();
        return [what, [before, after]] as [string, [string, string]];
      }),
    ),
  );
}

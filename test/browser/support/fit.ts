import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from './console-page.ts';

/** Nothing to complain of for axe, and nothing to scroll sideways for. */
export async function expectFit(page: Page): Promise<void> {
  expect(await accessibilityFindings(page)).toEqual([]);
  const [wide, seen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(wide).toBe(seen);
}

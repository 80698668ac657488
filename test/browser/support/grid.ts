import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { rowOf } from './bench.ts';

const SECONDS = /^(\d+(?:\.\d)?) s$/;

/** The age of an exchange's data as the grid shows it now, seconds. */
export async function ageOf(page: Page, exchange: string): Promise<number> {
  const text = await rowOf(page, exchange).locator('.cell-age .num').textContent();
  return Number(SECONDS.exec(text ?? '')?.[1] ?? Number.NaN);
}

/** Settles when the curve of latencies is half a minute long. */
export async function longCourse(page: Page): Promise<void> {
  const path = rowOf(page, 'binance').locator('.sparkline path');
  await eventually(async () => expect(await path.getAttribute('d')).toMatch(/(L.*){14}/), {
    timeoutMs: 60_000,
    everyMs: 500,
  });
}

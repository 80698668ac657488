import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { bench, identify, rowOf } from './support/bench.ts';
import { accessibilityFindings, openPage } from './support/console-page.ts';
import { expectFit } from './support/fit.ts';

const at = bench();

const LOOKS = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
] as const;

describe.each(LOOKS)('in $scheme, $width pixels wide', ({ scheme, width }) => {
  const openLooking = async (path: string) => {
    const page = await at.open(path);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 844 });
    return page;
  };

  it('the grid, a worker with its changes, and a dialog', async () => {
    const page = await openLooking('/');
    await rowOf(page, 'bybit').getByText('Running').waitFor();
    await expectFit(page);
    await rowOf(page, 'bybit').getByRole('link').click();
    await page.locator('summary').click();
    await page.getByRole('region', { name: 'Every change of the worker' }).waitFor();
    await expectFit(page);
    await page.getByRole('button', { name: 'Blacklist' }).click();
    await page.getByRole('dialog').waitFor();
    await expectFit(page);
  });

  it('what is not added, and the audit log', async () => {
    const page = await openLooking('/?exchange=bitstamp');
    await page.getByText('nobody has added it yet').waitFor();
    await expectFit(page);
    await page.getByRole('button', { name: 'Add' }).click();
    await identify(page, at.system().endpoints.adminApiKey);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('heading', { name: 'nothing was changed yet' }).waitFor();
    await expectFit(page);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.locator('table.audit tbody tr').first().waitFor();
    await expectFit(page);
    await page.getByRole('button', { name: 'Lock' }).click();
    await page.getByLabel('Admin key').waitFor();
    await expectFit(page);
  });
});

/** What has the focus, by its name. */
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim(),
  );

it('can be worked by keyboard alone: a dialog keeps the focus and gives it back', async () => {
  const page = await at.open('/?exchange=kraken');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Pause');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Pause: kraken' }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('reason');
  for (let times = 0; times < 12; times += 1) {
    await page.keyboard.press('Tab');
    // the dialog, or for one step the browser's own controls
    expect(
      await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
      ),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('Pause');
});

it('another page begins at its heading', async () => {
  const page = await at.open('/');
  await rowOf(page, 'okx').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'OKX' }).waitFor();
  expect(await focused(page)).toMatch(/^OKX/);
  expect(await page.title()).toBe('okx · Exchange Control Plane');
  await page.goBack();
  await rowOf(page, 'okx').waitFor();
});

it('the reference page keeps to the same policy', async () => {
  const page = await at.open('/');
  await page.getByRole('link', { name: 'API' }).click();
  await page.waitForURL('**/docs/');
  await page.getByText('/api/v1/exchanges/supported').first().waitFor();
});

describe('the tests themselves', () => {
  it('see what the policy refuses, errors of the page, and requests to others', async () => {
    const { page, complaints, strangers } = await openPage(
      at.context(),
      `${at.system().endpoints.gatewayUrl}/`,
    );
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.wasRun = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'https://example.com/pixel.png';
      document.body.append(image);
      setTimeout(() => {
        throw new Error('thrown on purpose');
      });
    });
    await eventually(() => {
      for (const seen of [/script-src-elem/, /img-src/, /thrown on purpose/]) {
        expect(complaints.join('\n')).toMatch(seen);
      }
    });
    expect(await page.evaluate(() => 'wasRun' in globalThis)).toBe(false);
    await page.goto('https://example.com/').catch(() => undefined);
    expect(strangers).toContain('https://example.com/');
    await page.close();
  });

  it('see what axe complains of', async () => {
    const { page } = await openPage(at.context(), `${at.system().endpoints.gatewayUrl}/`);
    await page.evaluate(() => document.querySelector('input[type=search]')?.removeAttribute('aria-label'));
    await page.evaluate(() => document.querySelector('input[type=search]')?.removeAttribute('placeholder'));
    expect((await accessibilityFindings(page)).join('\n')).toMatch(/^label:/m);
    await page.close();
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { bench, changesIn, identify, REFUSED, rowOf } from './support/bench.ts';

const at = bench();
let page: Page;
beforeEach(async () => {
  page = await at.open('/?exchange=binance', REFUSED);
  await page.locator('.title .state', { hasText: 'Running' }).waitFor();
});

/** Opens an action of the page that is shown, fills in who acts if that is asked, and has it done. */
async function act(name: string, fill: () => Promise<void> = async () => {}, submit = name): Promise<void> {
  await page.locator('.title').getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  if ((await dialog.getByLabel('Admin key').count()) > 0)
    await identify(page, at.system().endpoints.adminApiKey);
  await fill();
  await dialog.getByRole('button', { name: submit, exact: true }).click();
}
const close = () => page.getByRole('button', { name: 'Close' }).click();

describe('one worker', () => {
  it('is restarted: another generation', async () => {
    await act('Restart');
    const { Generation = [] } = await changesIn(page);
    expect(Number(Generation[1])).toBeGreaterThan(Number(Generation[0]));
    await close();
    await page.getByText(/restarted by Ada \((pending|succeeded)\)/).waitFor();
    // in the picture, too
    await page.locator('.restart').first().waitFor({ state: 'attached' });
  });

  it('is paused with a reason, then resumed', async () => {
    await act('Pause', () => page.getByLabel('Reason').fill('maintenance'));
    expect(await changesIn(page)).toMatchObject({ Paused: ['no', 'yes'], Worker: ['Running', 'Paused'] });
    await close();
    await act('Resume');
    expect(await changesIn(page)).toMatchObject({ Paused: ['yes', 'no'], Worker: ['Paused', 'Running'] });
    expect(await page.locator('.check.passed').count()).toBeGreaterThanOrEqual(4);
  });

  it('is blacklisted for good, and taken off again', async () => {
    await act('Blacklist', async () => {
      await page.getByRole('combobox', { name: 'For' }).selectOption('for good');
    });
    expect(await changesIn(page)).toMatchObject({ Blacklist: ['not on it', 'for good'] });
    await close();
    await page.locator('.title .state', { hasText: 'Blacklisted' }).waitFor();
    await act('Take off the blacklist');
    expect(await changesIn(page)).toMatchObject({
      Blacklist: ['for good', 'not on it'],
      Worker: ['Blacklisted', 'Running'],
    });
  });

  it('gets other settings, tried first; what is refused says why and changes nothing', async () => {
    await act('Change settings', () => page.getByLabel('Order books of').fill('BTC€'), 'Try it');
    await page.getByRole('heading', { name: 'Invalid request body' }).waitFor();
    await page.getByText(/Correct the field symbols/).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByLabel('Order books of').inputValue()).toBe('BTC€');
    await page.getByLabel('Order books of').fill('BTC/USDT');
    await page.getByLabel('Poll interval, milliseconds').fill('2000');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Change settings now' }).click();
    expect(await changesIn(page)).toMatchObject({
      'Poll interval': ['the default', 'every 2.0 s'],
      'Order books': ['chosen by the collector', 'BTC/USDT'],
    });
    await close();
    // they are there the next time, and can be taken back
    await act(
      'Change settings',
      async () => {
        expect(await page.getByLabel('Poll interval, milliseconds').inputValue()).toBe('2000');
        await page.getByLabel('Poll interval, milliseconds').fill('default');
        await page.getByLabel('Order books of').fill('default');
      },
      'Try it',
    );
    await page.getByRole('button', { name: 'Change settings now' }).click();
    expect(await changesIn(page)).toMatchObject({
      'Poll interval': ['every 2.0 s', 'the default'],
      'Order books': ['BTC/USDT', 'chosen by the collector'],
    });
  });

  it('is refreshed: the health of its exchange is known then', async () => {
    await page.goto(`${at.system().endpoints.gatewayUrl}/?exchange=kraken`);
    await page.getByText('a refresh does').waitFor();
    await act('Refresh');
    await page.locator('.told.good').waitFor();
    await close();
    await page.locator('.check.passed', { hasText: 'Answers now' }).waitFor();
  });
});

describe('several workers', () => {
  it('are refreshed', async () => {
    await page.getByRole('link', { name: 'Exchanges', exact: true }).click();
    await act('Refresh all');
    await page.getByRole('heading', { name: '5 of 5 exchanges refreshed' }).waitFor();
    expect(await page.locator('.several li').count()).toBe(5);
  });

  it('that have failed are restarted, those that run are left alone', async () => {
    await page.getByRole('link', { name: 'Exchanges', exact: true }).click();
    await act('Restart failed', undefined, 'Try it');
    await page.getByText('No worker has failed.').waitFor();
    expect(await page.getByRole('button', { name: 'Restart failed now' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');

    await at.simulator().fail('bybit', { kind: 'status', status: 403 });
    await rowOf(page, 'bybit').getByText('Failed').waitFor();
    await at.simulator().heal('bybit');
    await act('Restart failed', undefined, 'Try it');
    await page.getByText('1 of 5 workers have failed.').waitFor();
    await page.getByRole('button', { name: 'Restart failed now' }).click();
    await page.getByText(/bybit (restarted|is being restarted)/).waitFor();
    await close();
    await rowOf(page, 'bybit').getByText('Running').waitFor();
  });
});

it('a change that the collector was not told of warns in words, shows its progress, and is made', async () => {
  const collector = /services\/collector\/main/;
  at.signal(collector, 'SIGSTOP');
  try {
    await act('Blacklist');
    await page.getByRole('heading', { name: 'It is being done' }).waitFor();
    await page.getByRole('progressbar').waitFor();
    // it cannot be left in the midst of it
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape');
    await page.getByText(/ of at most 25 s/).waitFor();
    await page
      .locator('.warnings')
      .getByText('The collector could not be told. It finds the change by itself')
      .waitFor();
    expect(await changesIn(page)).toMatchObject({
      Blacklist: ['not on it', expect.stringContaining('until')],
    });
  } finally {
    at.signal(collector, 'SIGCONT');
  }
  await close();
  await page.locator('.title .state', { hasText: 'Blacklisted' }).waitFor();
});

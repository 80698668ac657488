import { expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { bench, picture, REFUSED, rowOf } from './support/bench.ts';
import { ageOf, longCourse } from './support/grid.ts';

const at = bench();
const API = '**/api/v1/**';
it('a grid of all exchanges, the cache it came from, and asking again by tag', async () => {
  // the collector may still be starting
  const page = await at.open('/', REFUSED);
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/config')) statuses.push(response.status());
  });
  await rowOf(page, 'kraken').getByText('Running').waitFor();
  expect(await page.locator('tr[data-exchange], li[data-exchange]').count()).toBe(104);
  await page.locator('.cache-hit').waitFor();
  expect(await page.locator('.cache-state').textContent()).toMatch(/Registry\d+.*HIT age .*Workers.* ago/);
  await eventually(() => expect(statuses).toContain(304), { timeoutMs: 12_000 });
  // what ccxt cannot collect says why
  expect(await page.locator('li[data-exchange="bit2c"]').textContent()).toContain('no fetchTickers');
  await eventually(
    async () => {
      expect(await rowOf(page, 'binance').locator('.sparkline path').getAttribute('d')).toMatch(/^M.*L.*L/);
    },
    { timeoutMs: 15_000 },
  );
});

it('an exchange that hangs turns stale before one’s eyes, its age ticking, and comes back', async () => {
  const page = await at.open('/');
  await rowOf(page, 'coinbase').getByText('Running').waitFor();
  await picture(page, 'console', () => longCourse(page));
  await at.simulator().fail('coinbase', { kind: 'hang' });
  await rowOf(page, 'coinbase').getByText('Stale').waitFor();
  // the worst come first, and what is wrong is said
  expect(await page.locator('tr[data-exchange]').first().getAttribute('data-exchange')).toBe('coinbase');
  await rowOf(page, 'coinbase')
    .getByText(/no attempt has ended|did not answer in time/i)
    .waitFor();
  const first = await ageOf(page, 'coinbase');
  await eventually(async () => expect(await ageOf(page, 'coinbase')).toBeGreaterThan(first + 1), {
    timeoutMs: 8_000,
  });
  await picture(page, 'console');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await picture(page, 'console-dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.getByRole('link', { name: 'Needs attention 1' }).click();
  await page.waitForURL(/\?state=troubled$/);
  expect(await page.locator('tr[data-exchange]').count()).toBe(1);
  await at.simulator().heal('coinbase');
  await page.getByRole('link', { name: /^All/ }).click();
  await rowOf(page, 'coinbase').getByText('Running').waitFor();
  await rowOf(page, 'coinbase').getByRole('link').click();
  // what happened is in its picture
  await page.locator('.span.tone-stale').waitFor();
  await picture(page, 'console-worker');
}, 120_000);

it('while it loads, it says so; when nothing answers, that', async () => {
  const context = at.context();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route(API, async (route) => {
    await held;
    await route.abort('connectionrefused');
  });
  try {
    const page = await at.open('/', /ERR_CONNECTION_REFUSED/);
    await page.getByRole('status').getByText('Reading the exchanges').waitFor({ state: 'attached' });
    release();
    await page.getByRole('alert').getByText('The API does not answer').first().waitFor();
    await page.getByText('Nothing is known yet').waitFor();
  } finally {
    release();
    await context.unroute(API);
  }
});

it('a search that nothing fits says so, and leads back', async () => {
  const page = await at.open('/?q=nosuchexchange');
  await page.getByText('No exchange is like that.').waitFor();
  await page.getByRole('link', { name: 'Show all' }).click();
  await rowOf(page, 'okx').waitFor();
});

it('an exchange that ccxt does not know', async () => {
  const page = await at.open('/?exchange=nosuchexchange');
  await page.getByText('ccxt knows no such exchange.').waitFor();
});

it('offline it keeps what is known, says how old that is, and goes on by itself', async () => {
  const page = await at.open('/', /ERR_INTERNET_DISCONNECTED/);
  await rowOf(page, 'okx').getByText('Running').waitFor();
  await at.context().setOffline(true);
  try {
    await page.getByRole('alert').getByText('This device is offline').first().waitFor();
    const before = await ageOf(page, 'okx');
    await eventually(async () => expect(await ageOf(page, 'okx')).toBeGreaterThan(before));
  } finally {
    await at.context().setOffline(false);
  }
  await page.locator('.banner').first().waitFor({ state: 'detached' });
});

it('without the collector the registry is still shown, and the banner says what is missing', async () => {
  const collector = /services\/collector\/main/;
  const page = await at.open('/', REFUSED);
  await rowOf(page, 'okx').getByText('Running').waitFor();
  at.signal(collector, 'SIGSTOP');
  try {
    await page.getByRole('alert').getByText('Collector service not available').waitFor();
    const other = await at.open('/', REFUSED);
    await rowOf(other, 'okx').getByText('Unknown').waitFor();
  } finally {
    at.signal(collector, 'SIGCONT');
  }
  await page.locator('.banner').first().waitFor({ state: 'detached' });
});

it('asks nothing while nobody looks', async () => {
  const page = await at.open('/');
  await rowOf(page, 'okx').getByText('Running').waitFor();
  await page.clock.install();
  let asked = 0;
  await page.reload();
  await rowOf(page, 'okx').waitFor();
  page.on('request', () => {
    asked += 1;
  });
  const look = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await look(true);
  asked = 0;
  await page.clock.runFor(60_000);
  expect(asked).toBe(0);
  await look(false);
  await eventually(() => expect(asked).toBeGreaterThan(0));
});

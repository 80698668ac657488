import { expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { bench, identify, REFUSED, rowOf } from './support/bench.ts';

/** What is not known must not be shown as if it were. */

const at = bench();
const CONFIG = '**/exchanges/config';
const WORKERS = '**/exchanges/workers/status';
const AUDIT = '**/exchanges/audit?*';

const look = (page: Page, hidden: boolean) =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** Has requests wait until they are let go. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const handle = async (route: Route) => {
    count += 1;
    await promise;
    // the page may have given up on it
    await route.continue().catch(() => undefined);
  };
  return { handle, release: resolve, count: () => count };
}

it('a slow API is waited for, also when the page was turned to meanwhile', async () => {
  const page = await at.open('/docs/');
  await page.clock.install();
  const slow = held();
  await page.route(WORKERS, slow.handle);
  try {
    await page.goto(`${at.system().endpoints.gatewayUrl}/`);
    await eventually(() => expect(slow.count()).toBe(1));
    await look(page, true);
    await look(page, false);
    await eventually(() => expect(slow.count()).toBe(2));
    await page.clock.runFor(20_000);
    expect(slow.count()).toBe(2);
  } finally {
    slow.release();
  }
  await rowOf(page, 'okx').getByText('Running').waitFor();
});

it('a change that was acknowledged is not called refused when what came of it cannot be read', async () => {
  const page = await at.open('/?exchange=okx', /ERR_CONNECTION_REFUSED/);
  let isDone = false;
  await page.route('**/workers/okx/restart', async (route) => {
    const response = await route.fetch();
    isDone = true;
    await route.fulfill({ response });
  });
  await page.route(CONFIG, (route) => (isDone ? route.abort('connectionrefused') : route.continue()));
  await page.locator('.title').getByRole('button', { name: 'Restart' }).click();
  await identify(page, at.system().endpoints.adminApiKey);
  await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
  await page.locator('.told.good', { hasText: 'Worker restarted successfully' }).waitFor();
  await page.getByText('what is true since then could not be read').waitFor();
});

it('a worker that is no longer told of is shown with its age', async () => {
  const page = await at.open('/?exchange=kraken', /ERR_CONNECTION_REFUSED/);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await page.route('**/exchanges/workers/kraken', (route) => route.abort('connectionrefused'));
  const alert = page.locator('main').getByRole('alert');
  await alert.getByText(/^The API does not answer\. What follows is [\d.]+ s old\.$/).waitFor();
  await page.unroute('**/exchanges/workers/kraken');
  await alert.waitFor({ state: 'detached' });
});

it('while the configuration cannot be read nobody claims that ccxt knows no such exchange', async () => {
  const page = await at.open('/docs/', /ERR_CONNECTION_REFUSED/);
  await page.route(CONFIG, (route) => route.abort('connectionrefused'));
  await page.goto(`${at.system().endpoints.gatewayUrl}/?exchange=bitstamp`);
  await page.getByText('What is configured could not be read yet').waitFor();
});

it('a key that no header can hold is refused by the form', async () => {
  const page = await at.open('/?exchange=kraken');
  await page.locator('.title').getByRole('button', { name: 'Restart' }).click();
  await identify(page, 'ключ');
  await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
  const field = page.getByLabel('Admin key');
  expect(await field.evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
  await identify(page, at.system().endpoints.adminApiKey);
  await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
  await page.locator('.told.good').waitFor();
});

it('what was being read of the audit log when the page was locked is not shown to whoever comes next', async () => {
  const page = await at.open('/?view=audit', REFUSED);
  const first = held();
  await page.route(AUDIT, first.handle);
  await identify(page, at.system().endpoints.adminApiKey);
  await page.getByRole('button', { name: 'Show' }).click();
  await eventually(() => expect(first.count()).toBe(1));
  await page.getByRole('button', { name: 'Lock' }).click();
  first.release();
  await page.unroute(AUDIT);
  const second = held();
  await page.route(AUDIT, second.handle);
  await identify(page, 'x'.repeat(40));
  await page.getByRole('button', { name: 'Show' }).click();
  await eventually(() => expect(second.count()).toBe(1));
  expect(await page.locator('table.audit').count()).toBe(0);
  second.release();
  await page.getByRole('alert').getByText('Admin authentication failed').waitFor();
});

it('the audit log has what was done since it was last looked at, and says how far back was searched', async () => {
  const api = at.api();
  await api({ method: 'POST', path: '/add/theveryfirst' });
  for (let calls = 0; calls < 105; calls += 1) await api({ method: 'POST', path: '/add/nosuchexchange' });
  const page = await at.open('/?view=audit&exchange=theveryfirst');
  await identify(page, at.system().endpoints.adminApiKey);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('No record of theveryfirst among the newest 50.').waitFor();
  await page.getByRole('button', { name: 'Search older ones' }).click();
  await page.getByText(/^1 of the newest 1\d\d records, read /).waitFor();

  await page.getByRole('link', { name: 'Exchanges', exact: true }).click();
  await rowOf(page, 'okx').waitFor();
  await api({ method: 'POST', path: '/add/theverylast' });
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.locator('table.audit').getByText('theverylast').waitFor();
});

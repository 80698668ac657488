import { expect, it } from '@jest/globals';
import { bench, changesIn, identify, picture, REFUSED, rowOf } from './support/bench.ts';

const at = bench();

it('an exchange is added, seen collecting, blacklisted for an hour, and whoever did it is found', async () => {
  const { adminApiKey } = at.system().endpoints;
  const page = await at.open('/', REFUSED);
  await page.getByRole('searchbox', { name: 'Search exchanges' }).fill('bitst');
  await page.waitForURL(/\?q=bitst$/);
  await page.getByRole('link', { name: 'Bitstamp bitstamp' }).click();
  await page.getByText('nobody has added it yet').waitFor();

  // a wrong key is refused, and asked for again
  await page.getByRole('button', { name: 'Add' }).click();
  await identify(page, 'wrong');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('alert').getByText('Admin authentication failed').waitFor();
  await identify(page, adminApiKey);
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('heading', { name: 'nothing was changed yet' }).waitFor();
  expect((await at.api()({ path: '/supported' })).body.exchanges).not.toContain('bitstamp');

  await page.getByRole('button', { name: 'Add now' }).click();
  const added = await changesIn(page);
  expect(added).toMatchObject({ Collected: ['no', 'yes'], Worker: ['none', 'Running'] });
  expect(added['Active exchanges']?.[1]).toMatch(/^6: .*bitstamp/);
  const [before, after] = added['Registry version'] ?? [];
  expect(Number(after)).toBeGreaterThan(Number(before));
  await page.getByRole('button', { name: 'Close' }).click();

  // it is collecting: polls are counted, the age of its data never grows old
  await page.locator('.title .state', { hasText: 'Running' }).waitFor();
  await page.getByText(/^[3-9] ok, 0 failed$/).waitFor();
  await page.getByRole('link', { name: 'Exchanges', exact: true }).click();
  await rowOf(page, 'bitstamp').getByText('Running').waitFor();

  await rowOf(page, 'bitstamp').getByRole('link').click();
  await page.getByRole('button', { name: 'Blacklist' }).click();
  // the key is known now
  expect(await page.getByLabel('Admin key').count()).toBe(0);
  await page.getByLabel('Reason').fill('prices lag behind');
  await page.getByRole('combobox', { name: 'For' }).selectOption('1 hour');
  await page.getByRole('dialog').getByRole('button', { name: 'Blacklist' }).click();
  const listed = await changesIn(page);
  expect(listed).toMatchObject({ Collected: ['yes', 'no'], Worker: ['Running', 'Blacklisted'] });
  expect(listed.Blacklist).toEqual(['not on it', expect.stringMatching(/^until /)]);
  await picture(page, 'console-blacklisted');
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('link', { name: 'Who did it, and why' }).click();
  const newest = page.locator('table.audit tbody tr').first();
  await newest.getByText('blacklist-exchange').waitFor();
  const words = (await newest.locator('td').allTextContents()).join(' | ');
  expect(words).toContain('Ada');
  expect(words).toContain('reason: prices lag behind, ttlSeconds: 3600');
  expect(words).toContain('changed');
  await picture(page, 'console-audit');

  const { body } = await at.api()({ path: '/config' });
  const [{ at: from, expiresAt }] = body.blacklist;
  expect(Math.round((Date.parse(expiresAt) - Date.parse(from)) / 1_000)).toBe(3_600);
});

it('the admin key is kept in memory only', async () => {
  const { adminApiKey } = at.system().endpoints;
  const page = await at.open('/?view=audit');
  await identify(page, adminApiKey);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.locator('table.audit').waitFor();
  const kept = await page.evaluate(async () => ({
    stores: [
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await indexedDB.databases(),
      await caches.keys(),
    ],
    url: location.href,
    page: document.documentElement.outerHTML,
  }));
  expect(kept.stores).toEqual([{}, {}, '', [], []]);
  expect(JSON.stringify(kept)).not.toContain(adminApiKey);

  await page.getByRole('button', { name: 'Lock' }).click();
  await page.getByLabel('Admin key').waitFor();
  expect(await page.locator('table.audit').count()).toBe(0);
});

it('the audit log is read page by page', async () => {
  const api = at.api();
  for (let calls = 0; calls < 55; calls += 1) await api({ method: 'POST', path: '/add/nosuchexchange' });
  const page = await at.open('/?view=audit&exchange=nosuch');
  await identify(page, at.system().endpoints.adminApiKey);
  await page.getByRole('button', { name: 'Show' }).click();
  // jobs leave records, too
  await page.getByText(/^\d+ of the newest 50 records, read /).waitFor();
  await page.getByText('EXCHANGE_UNKNOWN').first().waitFor();
  await page.getByRole('button', { name: 'Search older ones' }).click();
  await page.getByText('That is all.').waitFor();
  expect(await page.locator('table.audit tbody tr').count()).toBe(55);
});

import { expect, it } from '@jest/globals';
import { bench } from './support/bench.ts';
import { accessibilityFindings } from './support/console-page.ts';

const at = bench();

it('the reference page shows the API and tries it out, under the policy of the site', async () => {
  const page = await at.open('/docs');
  await page.getByText('Blacklist an exchange', { exact: true }).click();
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  await page.locator('.auth-container input').fill(at.system().endpoints.adminApiKey);
  await page.locator('.auth-btn-wrapper').getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByPlaceholder('exchange').fill('okx');
  await page.getByRole('button', { name: 'Execute' }).click();
  const answer = page.locator('.live-responses-table').filter({ hasText: 'Exchange okx is blacklisted' });
  await answer.waitFor();
  expect((await at.api()({ path: '/supported' })).body.exchanges).not.toContain('okx');
}, 60_000);

it('the reference page in the colours of the system', async () => {
  const page = await at.open('/docs');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByText('Blacklist an exchange', { exact: true }).waitFor();
  // both are there, if not at once
  await page.locator('html.dark-mode').waitFor();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html:not(.dark-mode)').waitFor();
}, 30_000);

it.each(['light', 'dark'] as const)(
  'the reference page has nothing for axe to complain of, in %s',
  async (scheme) => {
    const page = await at.open('/docs');
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.getByText('Blacklist an exchange', { exact: true }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).waitFor();
    // the viewer has each operation's link to itself within the button that opens it, and no option to leave it out
    const findings = await accessibilityFindings(page);
    expect(findings.filter((finding) => !finding.startsWith('nested-interactive:'))).toEqual([]);
  },
  60_000,
);

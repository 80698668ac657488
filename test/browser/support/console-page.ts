import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A page of the console, and everything that went wrong in it. */
export interface ConsolePage {
  page: Page;
  /** Lines on the console, exceptions, and what the security policy refused. */
  complaints: string[];
  /** Requests to other origins. */
  strangers: string[];
}

/** `allowed`: what a test brings about itself, such as the line that Chromium writes for each answer of 4xx. */
export async function openPage(
  context: BrowserContext,
  url: string,
  { allowed = /^$/ }: { allowed?: RegExp } = {},
): Promise<ConsolePage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  const complain = (text: string) => {
    if (!allowed.test(text)) complaints.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complain(message.text());
  });
  page.on('pageerror', (error) => complain(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) strangers.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, complaints, strangers };
}

/** What axe finds against WCAG 2.2 AA and good practice, a line each. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  // through the debugging protocol: the page's own policy would refuse a script tag
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await readFile(AXE, 'utf8'));
  const violations = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe was put there just now
    const { violations } = await (globalThis as any).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations as { id: string; nodes: { html: string; failureSummary: string }[] }[];
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

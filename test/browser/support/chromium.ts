import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  '--no-sandbox', // as root, as in a container, there is none to be had
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Chromium is; `CHROMIUM` goes first. @throws with a sentence that says how to get it */
export function chromiumPath(env = process.env): string {
  const found = (env.CHROMIUM ? [env.CHROMIUM] : CANDIDATES).find(existsSync);
  if (found) return found;
  throw new Error(
    'The browser tests need Chromium: apt-get install chromium, or name the program in the variable CHROMIUM.',
  );
}

export interface BrowserUnderTest {
  context: BrowserContext;
  close(): Promise<void>;
}

/** A headless Chromium with an empty profile; nothing of the page moves by itself. */
export async function launchChromium(): Promise<BrowserUnderTest> {
  const profile = await mkdtemp(join(tmpdir(), 'ecp-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: FLAGS,
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(20_000);
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

import { chromiumPath } from './chromium.ts';

/** Before the first test: without Chromium there is nothing to test. */
try {
  chromiumPath();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

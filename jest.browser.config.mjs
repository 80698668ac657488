import base from './jest.config.mjs';

/** `npm run test:browser`: the console in a real Chromium, on real systems; one after the other. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  testTimeout: 40_000,
  maxWorkers: 1,
};

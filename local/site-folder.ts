import { fileURLToPath } from 'node:url';

/** Where `npm start` has the console built, and from where the gateway serves it. */
export const SITE_FOLDER = fileURLToPath(new URL('../dist/site', import.meta.url));

/** A file in it: a digest of all that it was made from. */
export const SITE_STAMP = '.sources';

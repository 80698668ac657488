/** A container's health check: exits with 0 when `/health` on the port of its environment answers 200. */
import { get } from 'node:http';

const url = `http://127.0.0.1:${process.env.PORT}/health`;
get(url, { timeout: 2_500 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));

declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB over HTTP, in memory unless it gets a `path`. Delays in milliseconds. */
  export default function dynalite(options?: { createTableMs?: number; path?: string }): Server;
}

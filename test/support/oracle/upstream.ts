import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A registry over HTTP that reads its own writes. A GET takes its version when it arrives and is slow to answer:
 * that is the reader that the cache must not trust. Some answers are cut off.
 */
export async function startUpstream(options: { random: () => number; slowestMs: number; failing: number }) {
  let version = 1;
  let reads = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      version += 1;
      response.end(`${version}`);
      return;
    }
    reads += 1;
    const seen = version;
    setTimeout(() => {
      if (options.random() < options.failing) response.destroy();
      else response.end(JSON.stringify({ version: seen, padding: 'x'.repeat(500) }));
    }, options.random() * options.slowestMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    /** How many GETs arrived. */
    reads: () => reads,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

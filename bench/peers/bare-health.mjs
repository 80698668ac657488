import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** The least that a service on the catalog can be: reads it, and answers /health. */
const catalog = JSON.parse(readFileSync(process.env.BENCH_CATALOG, 'utf8'));
const server = createServer((request, response) => {
  const status = request.url === '/health' ? 200 : 404;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: 'healthy', exchanges_count: catalog.length }));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.send?.({ type: 'listening', port: server.address().port });
});
process.on('disconnect', () => process.exit(0));

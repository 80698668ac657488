import { createServer } from 'node:http';
import { whenToldToStop } from '#services/common/told-to-stop.ts';

/** A part that answers 200 with its process id on PORT. */
const server = createServer((_request, response) => response.end(String(process.pid)));
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('answering'));
whenToldToStop(async (why) => {
  console.log(`stopping: ${why}`);
  server.close();
});

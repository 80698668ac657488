import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** Accepts connections and does with them what `onConnection` says; by default nothing, for ever. */
export async function silentServer(
  onConnection: (socket: Socket, index: number) => void = () => {},
): Promise<{ url: string; connections(): number; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket, sockets.push(socket) - 1);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    connections: () => sockets.length,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

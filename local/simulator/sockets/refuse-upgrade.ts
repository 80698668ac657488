import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fault } from '../faults/fault.ts';

/**
 * Does to a request for a websocket what the fault says, or answers it 404 when there is none: nobody simulates such a
 * socket. Gives the status that was sent, `null` when none was.
 */
export function refuseUpgrade(
  socket: Duplex,
  fault: Fault | undefined,
  failure: ((status: number) => unknown) | undefined,
): number | null {
  switch (fault?.kind) {
    case 'hang':
    case 'stall':
      // the client's end of it is noticed all the same
      socket.resume();
      socket.once('end', () => socket.destroy());
      return null;
    case 'refuse':
    case 'reset':
      socket.destroy();
      return null;
    case 'html':
      return answer(socket, 200, '<!DOCTYPE html><title>Just a moment...</title>');
    case 'status':
      return answer(socket, fault.status, JSON.stringify(failure?.(fault.status) ?? {}));
    default:
      return answer(
        socket,
        404,
        JSON.stringify({
          error: 'Not simulated',
          message: 'See docs/simulator.md for the websockets there are.',
        }),
      );
  }
}

function answer(socket: Duplex, status: number, body: string): number {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return status;
}

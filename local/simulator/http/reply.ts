import type { ServerResponse } from 'node:http';

export interface Reply {
  status: number;
  /** JSON, unless headers say otherwise. */
  body: Buffer;
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function send(res: ServerResponse, reply: Reply, headers: Record<string, string> = {}): void {
  writeHead(res, reply, headers);
  res.end(reply.body);
}

/** Announces the whole body, sends half of it and runs `then` once that is out. */
export function sendHalf(res: ServerResponse, reply: Reply, then?: () => void): void {
  writeHead(res, reply, {});
  res.write(reply.body.subarray(0, Math.floor(reply.body.length / 2)), then);
}

function writeHead(res: ServerResponse, { status, body }: Reply, headers: Record<string, string>): void {
  res.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': body.length,
    ...headers,
  });
}

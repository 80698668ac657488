/** What is sent to the client. */
export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/** The gateway's own answers, as an HTTP API words them. */
export function gatewayReply(status: number, message: string): HttpReply {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body };
}

const INTERNAL = () => gatewayReply(500, 'Internal Server Error');

/**
 * Turns a function's result into the client's response, by the rules of payload format 2.0: a result without
 * `statusCode` is itself the body of a 200 in JSON; anything malformed is a 500.
 */
export function toReply(result: unknown): HttpReply {
  if (!isObject(result) || !('statusCode' in result)) {
    const text = typeof result === 'string' ? result : JSON.stringify(result);
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, cookies: [], body: Buffer.from(text) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return INTERNAL();
  if (!isObject(headers) || !Array.isArray(cookies) || typeof body !== 'string') return INTERNAL();
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...lowerCase(headers) },
    cookies: cookies.map(String),
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** Length and framing are the gateway's own business. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

function lowerCase(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
      .filter(([name]) => !FRAMING.has(name)),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

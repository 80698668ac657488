import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 16_384;

/** The JSON value of a request's body, or a sentence that says what is wrong with it. */
export async function readJson(req: IncomingMessage): Promise<{ value: unknown } | { problem: string }> {
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of req as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= MAX_BYTES) chunks.push(chunk);
    }
    if (bytes > MAX_BYTES) return { problem: `The body is over ${MAX_BYTES} bytes.` };
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { problem: 'The body is not JSON, or ended early.' };
  }
}

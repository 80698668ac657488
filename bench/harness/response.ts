import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import type { Outcome } from '../../test/support/lambda/packaged-function.ts';

/** A function's answer as its client gets it. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** @throws Error when the function failed */
export function answerOf(outcome: Outcome): Answer {
  if ('error' in outcome) throw new Error(`the function failed: ${JSON.stringify(outcome.error)}`);
  const result = outcome.result as {
    statusCode: number;
    headers?: Record<string, unknown>;
    body?: string;
    isBase64Encoded?: boolean;
  };
  const headers = Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const bytes = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  const plain = headers['content-encoding'] === 'br' ? brotliDecompressSync(bytes) : bytes;
  return { status: result.statusCode, headers, body: plain.toString() };
}

export function digest(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}

import { must } from '../expectations.ts';
import type { Answer } from '../subject.ts';

/** A function's read of the registry, as the proxy before the CCXT service sees it. */
export const REGISTRY_READ = /^GET \S+\/config /;

/** An answer in two words: its status, and its code or how the cache took part. */
export const said = ({ status, code, outcome }: Answer) => `${status} ${code || outcome}`;

export const mustSay = (answer: Answer, expected: string, what: string) =>
  must(said(answer) === expected, `${what}: ${said(answer)}, not ${expected}`);

/** Bytes of an HTTP response that ends with its connection. */
export const httpAnswer = (status: string, type: string, body: string, length = body.length) =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`;

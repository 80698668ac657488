/**
 * How a call to one of our services went wrong.
 *
 * - `unreachable`: no connection was made, so nothing was sent and nothing changed there
 * - `timeout`, `broken`: the request may have been carried out
 * - `invalid`: an answer that is not the JSON we understand: HTML, a redirect, over the size cap, half of one
 */
export type UpstreamFaultKind = 'unreachable' | 'timeout' | 'broken' | 'invalid';

export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
  readonly kind: UpstreamFaultKind;

  constructor(kind: UpstreamFaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

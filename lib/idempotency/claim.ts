/** An attempt to be the one that carries out a call. Instants are epoch milliseconds. */
export interface ClaimRequest {
  /** Of function and idempotency key. */
  id: string;
  /** Of everything else that makes it the same call. */
  fingerprint: string;
  /** Names this attempt. */
  token: string;
  now: number;
  /** From then on this attempt is taken for dead. */
  leaseUntil: number;
  /** From then on the key is free again. */
  expiresAt: number;
}

/** What is kept of a key: an attempt under way, or with `reply` one that is done. */
export interface HeldKey {
  fingerprint: string;
  token: string;
  leaseUntil: number;
  expiresAt: number;
  /** JSON text. */
  reply?: string | undefined;
}

export type Claim =
  | { kind: 'granted' }
  | { kind: 'in-flight'; fingerprint: string; leaseUntil: number }
  | { kind: 'done'; fingerprint: string; reply: string };

/**
 * The rule of all stores: a key is given to one attempt at a time. It is free when it was never used or has expired;
 * the same call may take it over from an attempt whose lease has ended. A claim that comes twice, because the answer
 * to the first one got lost, finds itself.
 */
export function claimOn(held: HeldKey | undefined, request: ClaimRequest): Claim {
  if (!held || held.expiresAt <= request.now) return { kind: 'granted' };
  const { fingerprint, leaseUntil, reply } = held;
  if (reply !== undefined) return { kind: 'done', fingerprint, reply };
  if (held.token === request.token) return { kind: 'granted' };
  if (leaseUntil <= request.now && fingerprint === request.fingerprint) return { kind: 'granted' };
  return { kind: 'in-flight', fingerprint, leaseUntil };
}

/** Where keys are kept. Everything rejects while it is down. */
export interface IdempotencyStore {
  /** By {@link claimOn}, atomically over all processes. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** Keeps the reply, if the key still is this attempt's. */
  complete(attempt: { id: string; token: string; reply: string }): Promise<void>;
  /** Frees the key, if it still is this attempt's. */
  release(attempt: { id: string; token: string }): Promise<void>;
}

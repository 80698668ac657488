/** What came back of a call. */
export interface Answer<T> {
  data: T;
  /** 200; 304 when `data` is that of an earlier answer, which is still right; 503 of an unhealthy system's health. */
  status: number;
  requestId: string;
  headers: Headers;
  /** Where a cached read came from; undefined for all others. */
  cache: { outcome: 'HIT' | 'MISS' | 'STALE' | 'BYPASS'; ageSeconds: number } | undefined;
  /** Whether this is the kept answer of an earlier call with the same idempotency key. */
  replayed: boolean;
}

export function answerOf<T>(response: Response, data: T): Answer<T> {
  const { headers, status } = response;
  const outcome = headers.get('x-cache');
  return {
    data,
    status,
    requestId: headers.get('x-request-id') ?? '',
    headers,
    cache: isOutcome(outcome) ? { outcome, ageSeconds: Number(headers.get('age') ?? 0) } : undefined,
    replayed: headers.get('idempotent-replayed') === 'true',
  };
}

function isOutcome(text: string | null): text is 'HIT' | 'MISS' | 'STALE' | 'BYPASS' {
  return text === 'HIT' || text === 'MISS' || text === 'STALE' || text === 'BYPASS';
}

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Answer } from '../../../client/src/answer.ts';
import { type Trouble, troubleOf } from '../domain/trouble.ts';

/** What is known of something that is read again and again. */
export type Reading<T> =
  | { is: 'loading' }
  | { is: 'failed'; trouble: Trouble }
  | {
      is: 'known';
      value: T;
      cache: Answer<T>['cache'];
      /** When it came, on the page's own clock. */
      at: number;
      /** Why it could not be read since. */
      trouble: Trouble | undefined;
    };

export interface Followed<T> {
  reading: ReadonlySignal<Reading<T>>;
  /** Reads at once, and then every so often until the returned function is called. */
  start(): () => void;
  /** Reads now; settles when it has been read, or could not be. */
  refresh(): Promise<void>;
}

const LONGEST_PAUSE_MS = 15_000;

/** Reads every `everyMs` while the page is looked at; less often while that fails. */
export function followed<T>(read: (signal: AbortSignal) => Promise<Answer<T>>, everyMs: number): Followed<T> {
  const reading = signal<Reading<T>>({ is: 'loading' });
  let failures = 0;
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const { data, cache } = await read(mine.signal);
      if (running !== mine) return;
      failures = 0;
      reading.value = { is: 'known', value: data, cache, at: performance.now(), trouble: undefined };
    } catch (cause) {
      if (running !== mine) return;
      failures += 1;
      const trouble = troubleOf(cause);
      const last = reading.peek();
      reading.value = last.is === 'known' ? { ...last, trouble } : { is: 'failed', trouble };
    }
  }

  return {
    reading,
    refresh,
    start() {
      let turn = 0;
      const loop = async () => {
        clearTimeout(timer);
        turn += 1;
        const mine = turn;
        if (!document.hidden) await refresh();
        // one that was overtaken must not go on beside the other: each would end the other's reads
        if (turn !== mine) return;
        timer = setTimeout(loop, Math.min(everyMs * 2 ** failures, LONGEST_PAUSE_MS));
      };
      const wake = () => {
        if (document.hidden) return;
        failures = 0;
        void loop();
      };
      document.addEventListener('visibilitychange', wake);
      addEventListener('online', wake);
      addEventListener('offline', wake);
      void loop();
      return () => {
        turn += 1;
        clearTimeout(timer);
        running?.abort();
        running = undefined;
        document.removeEventListener('visibilitychange', wake);
        removeEventListener('online', wake);
        removeEventListener('offline', wake);
      };
    },
  };
}

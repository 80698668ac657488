import type { Clock } from '#lib/cache/clock.ts';

interface Waiter {
  at: number;
  wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = 0;
  #waiters: Waiter[] = [];

  now(): number {
    return this.#now;
  }

  delay(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(signal.reason);
      };
      const wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const waiter = { at: this.#now + ms, wake };
      this.#waiters.push(waiter);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** Moves time on, from one waiter to the next, and lets everything that became ready run to its next wait. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#waiters.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      this.#waiters.shift();
      this.#now = next.at;
      next.wake();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets what waits for promises go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

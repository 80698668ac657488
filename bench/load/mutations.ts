import { ADMIN_KEY } from './system.ts';

const EVERY_MS = 1_000;

export interface Mutations {
  /** Ends the trickle; how many were answered with 200, and how many not. */
  stop(): Promise<{ done: number; failed: number }>;
}

/** One addition a second, each of which invalidates the caches. */
export function trickleMutations(url: string): Mutations {
  const counts = { done: 0, failed: 0 };
  const underway = new Set<Promise<void>>();
  async function send(): Promise<void> {
    const status = await fetch(`${url}/api/v1/exchanges/add/exchange7`, {
      method: 'POST',
      headers: { 'x-admin-key': ADMIN_KEY },
    })
      .then(
        // an answer that ends early is none
        (response) => response.arrayBuffer().then(() => response.status),
      )
      .catch(() => undefined);
    counts[status === 200 ? 'done' : 'failed'] += 1;
  }
  const timer = setInterval(() => {
    const sending = send().finally(() => underway.delete(sending));
    underway.add(sending);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underway);
      return counts;
    },
  };
}

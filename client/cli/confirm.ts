import { createInterface } from 'node:readline/promises';
import type { Terminal } from './admin-key.ts';
import { UsageError } from './exit-codes.ts';

/** Asks before what interrupts the collection; with --yes nobody is asked. Rejects unless the answer is yes. */
export function confirmation(yes: boolean, { input, output }: Terminal): (question: string) => Promise<void> {
  return async (question) => {
    if (yes) return;
    if (!input.isTTY) throw new UsageError(`${question} There is nobody here to ask: give --yes.`);
    const dialogue = createInterface({ input, output });
    const ended = new AbortController();
    dialogue.once('SIGINT', () => ended.abort());
    try {
      const asked = dialogue.question(`${question} [y/N] `, { signal: ended.signal });
      const answer = await asked.catch(() => 'no');
      if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was changed.');
    } finally {
      dialogue.close();
    }
  };
}

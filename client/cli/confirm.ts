import { createInterface } from 'node:readline/promises';
import type { Terminal } from './admin-key.ts';
import { UsageError } from './exit-codes.ts';

/** Asks before what interrupts the collection; with --yes nobody is asked. Rejects unless the answer is yes. */
export function confirmation(yes: boolean, { input, output }: Terminal): (question: string) => Promise<void> {
  return async (question) => {
    if (yes) return;
    if (!input.isTTY) throw new UsageError(`${question} There is nobody here to ask: give --yes.`);
    const dialogue = createInterface({ input, output });
    try {
      const answer = await dialogue.question(`${question} [y/N] `);
      if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was changed.');
    } finally {
      dialogue.close();
    }
  };
}

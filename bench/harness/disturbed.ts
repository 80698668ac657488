/** The machine was so busy that Redis was given up on, after 250 ms: what was measured is not what was meant. */
export class Disturbed extends Error {
  override readonly name = 'Disturbed';
}

const ATTEMPTS = 5;

/** Measures again what was disturbed, and says so; gives up on a machine that does nothing else. */
export async function undisturbed<T>(measure: () => Promise<T>, say = console.log): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await measure();
    } catch (error) {
      if (!(error instanceof Disturbed) || attempt === ATTEMPTS) throw error;
      say(`   disturbed, measured again: ${error.message}`);
    }
  }
}

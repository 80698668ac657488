import { KeyError } from './exit-codes.ts';

export const KEY_VARIABLE = 'EXCHANGECTL_ADMIN_KEY';

/** The parts of a terminal that a hidden question needs. */
export interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

/** The key from the environment, or asked for once without showing it. */
export function adminKeySource(env: NodeJS.ProcessEnv, terminal: Terminal): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => {
    const key = env[KEY_VARIABLE]?.trim();
    asked ??= (key ? Promise.resolve(key) : askHidden('Admin key: ', terminal)).then(usable);
    return asked;
  };
}

function usable(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new KeyError('That is no admin key: it holds characters that no key has.');
}

async function askHidden(question: string, { input, output }: Terminal): Promise<string> {
  if (!input.isTTY) {
    throw new KeyError(`Set ${KEY_VARIABLE}: there is no terminal here to ask for the admin key.`);
  }
  // before the question, so that nothing of a quick answer is shown
  input.setRawMode(true);
  input.setEncoding('utf8');
  output.write(question);
  try {
    const typed = await typedLine(input);
    if (typed === undefined) throw new KeyError('No admin key was given.');
    return typed;
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write('\n');
  }
}

const END_OF_TEXT = '\u0003';
const END_OF_TRANSMISSION = '\u0004';

/** What was typed until Enter; undefined after Ctrl-C, Ctrl-D or nothing. */
function typedLine(input: NodeJS.ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = '';
    const end = (result: string | undefined) => {
      input.removeListener('data', read);
      resolve(result?.trim() || undefined);
    };
    const read = (chunk: string | Buffer) => {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return end(line);
        if (character === END_OF_TEXT || character === END_OF_TRANSMISSION) return end(undefined);
        line = character === '\u007f' || character === '\b' ? line.slice(0, -1) : line + character;
      }
    };
    input.on('data', read);
    input.resume();
  });
}

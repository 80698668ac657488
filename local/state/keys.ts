import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { weakness } from '#lib/auth/weak-key.ts';
import { writePrivateFile } from './private-file.ts';

/** The operators' key and the key between the parts. */
export interface Keys {
  adminApiKey: string;
  serviceApiKey: string;
}

const stored = v.object({ adminApiKey: v.string(), serviceApiKey: v.string() });

/** The keys of this state folder, made at the first start; a given admin key goes before the stored one. */
export async function keysOf(folder: string, givenAdminKey: string | undefined): Promise<Keys> {
  const path = join(folder, 'keys.json');
  const text = await readFile(path, 'utf8').catch(() => 'null');
  const read = v.safeParse(stored, parseJson(text));
  const keys = read.success ? read.output : { adminApiKey: strongKey(), serviceApiKey: strongKey() };
  if (!read.success) await writePrivateFile(path, keys);
  return givenAdminKey ? { ...keys, adminApiKey: givenAdminKey } : keys;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function strongKey(): string {
  for (;;) {
    const key = randomBytes(32).toString('base64url');
    if (weakness(key) === undefined) return key;
  }
}

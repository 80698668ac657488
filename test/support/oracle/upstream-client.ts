import type { Load } from '#lib/usecases/read-cache.ts';

export class UpstreamDown extends Error {}

export function loadFrom(url: string): Load {
  return async (signal) => {
    const body = await fetchText(url, { signal });
    const version: number = JSON.parse(body).version;
    return { body, etag: `"${version}"`, version };
  };
}

/** Makes a change; the version that it has. */
export async function mutate(url: string): Promise<number> {
  return Number(await fetchText(url, { method: 'POST' }));
}

async function fetchText(url: string, init: RequestInit): Promise<string> {
  try {
    const response = await fetch(url, init);
    return await response.text();
  } catch (cause) {
    throw new UpstreamDown('the upstream did not answer', { cause });
  }
}

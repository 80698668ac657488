import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { secretKey } from '#lib/auth/key-sources.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';
import { secretsManagerAt } from '../support/secrets-manager.ts';
import { silentServer } from '../support/silent-server.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:admin-abcdef';

interface Stage {
  VersionId?: string;
  SecretString: string;
  CreatedDate: number;
}

describe('secretKey, over HTTP', () => {
  let stages: Record<string, Stage | undefined>;
  let stub: Awaited<ReturnType<typeof startHttpStub>>;

  beforeEach(async () => {
    stages = {};
    stub = await startHttpStub((request, response) => {
      const stage = stages[JSON.parse(request.body).VersionStage];
      if (stage) sendJson(response, 200, { ARN, ...stage });
      else sendJson(response, 400, { __type: 'ResourceNotFoundException', message: 'no such stage' });
    });
  });
  afterEach(() => stub.close());

  const load = (url = stub.url) => secretKey(ARN, secretsManagerAt(url)).load();

  const seconds = (agoMs: number) => Math.floor((Date.now() - agoMs) / 1_000);

  it('gives the current key, and the previous one for 15 minutes from the rotation', async () => {
    stages = {
      AWSCURRENT: { SecretString: 'new', VersionId: 'v2', CreatedDate: seconds(60_000) },
      AWSPREVIOUS: { SecretString: 'old', VersionId: 'v1', CreatedDate: seconds(9_999_000) },
    };
    const keys = await load();
    expect(keys).toMatchObject({ current: 'new', version: 'v2', previous: { key: 'old', version: 'v1' } });
    expect((keys.previous?.acceptedUntil ?? 0) - Date.now()).toBeGreaterThan(13 * 60_000);
    expect((keys.previous?.acceptedUntil ?? 0) - Date.now()).toBeLessThan(15 * 60_000);
  });

  it('does not ask for the previous key later than that, and never for a pending one', async () => {
    stages = { AWSCURRENT: { SecretString: 'new', CreatedDate: seconds(16 * 60_000) } };
    expect(await load()).toEqual({ current: 'new', previous: undefined });
    expect(stub.seen.map(({ body }) => JSON.parse(body).VersionStage)).toEqual(['AWSCURRENT']);
  });

  it('is content when there was no rotation yet', async () => {
    stages = { AWSCURRENT: { SecretString: 'new', CreatedDate: seconds(0) } };
    expect(await load()).toEqual({ current: 'new', previous: undefined });
  });

  it('fails in time when nothing answers', async () => {
    const silent = await silentServer();
    const startedAt = performance.now();
    await expect(load(silent.url.replace('redis:', 'http:'))).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(silent.connections()).toBe(2);
    await silent.close();
  });

  it('fails when there is no current key', async () => {
    await expect(load()).rejects.toThrow();
  });
});

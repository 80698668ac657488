import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeReplicationGroup, primaryEndpoint } from '#lib/redis/replication-group.ts';
import { describedGroup, ELASTICACHE_ENVIRONMENT } from '../support/elasticache.ts';
import { startHttpStub } from '../support/http-stub.ts';

let answer: (response: ServerResponse) => void;
let stub: Awaited<ReturnType<typeof startHttpStub>>;
beforeEach(async () => {
  stub = await startHttpStub((_, response) => answer(response));
  Object.assign(process.env, ELASTICACHE_ENVIRONMENT, { AWS_ENDPOINT_URL_ELASTICACHE: stub.url });
});
afterEach(async () => {
  for (const name of [...Object.keys(ELASTICACHE_ENVIRONMENT), 'AWS_ENDPOINT_URL_ELASTICACHE'])
    delete process.env[name];
  await stub.close();
});
const says = (status: string, primary?: { host: string; port: number }) => {
  answer = (response) => describedGroup(response, status, primary);
};
const PRIMARY = { host: 'primary.cache.test', port: 6379 };

describe('describeReplicationGroup, over HTTP as the AWS SDK speaks', () => {
  it('gives status and primary', async () => {
    says('available', PRIMARY);
    const group = await describeReplicationGroup('my-group')(AbortSignal.timeout(5_000));
    expect(group).toEqual({ status: 'available', primary: PRIMARY });
    expect(new URLSearchParams(stub.seen[0]?.body).get('ReplicationGroupId')).toBe('my-group');
  });

  it('ends with its signal', async () => {
    answer = () => undefined;
    await expect(describeReplicationGroup('my-group')(AbortSignal.timeout(50))).rejects.toThrow();
  });
});

describe('primaryEndpoint', () => {
  it('asks once for all who want it, and keeps the answer', async () => {
    says('available', PRIMARY);
    const locate = primaryEndpoint('my-group');
    expect(await Promise.all([locate(), locate()])).toEqual([PRIMARY, PRIMARY]);
    expect(await locate()).toEqual(PRIMARY);
    expect(stub.seen).toHaveLength(1);
  });

  it.each(['modifying', 'snapshotting'])('takes a group that answers while it is %s', async (status) => {
    says(status, PRIMARY);
    expect(await primaryEndpoint('my-group')()).toEqual(PRIMARY);
  });

  it('says what is the matter with a group that is not available, and asks again', async () => {
    says('creating');
    const locate = primaryEndpoint('my-group');
    await expect(locate()).rejects.toThrow(
      'The replication group my-group is creating and has no primary endpoint: wait until it is available, or set REDIS_URL.',
    );
    says('deleting', PRIMARY);
    await expect(locate()).rejects.toThrow('my-group is deleting:');
    says('available', PRIMARY);
    expect(await locate()).toEqual(PRIMARY);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AwsIdentity } from '#lib/aws/signature-v4.ts';
import { type IamLogin, iamToken } from '#lib/redis/iam-token.ts';
import { awsSigner } from '../support/aws-signer.ts';

/** The same token by AWS's own signer. */
async function byAws(
  { replicationGroup, user }: IamLogin,
  identity: AwsIdentity,
  now: Date,
): Promise<string> {
  const request = {
    method: 'GET',
    protocol: 'http:',
    hostname: replicationGroup,
    path: '/',
    query: { Action: 'connect', User: user },
    headers: { host: replicationGroup },
  };
  const { query } = await awsSigner('elasticache', identity).presign(request as never, {
    expiresIn: 900,
    signingDate: now,
  });
  return `${replicationGroup}/?${sorted(Object.entries(query as Record<string, string>))}`;
}

/** A query's parameters in one order, decoded. */
function sorted(parameters: Iterable<[string, string]>): string {
  return JSON.stringify([...parameters].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const LOGIN = {
  replicationGroup: 'exchange-control-plane-prod',
  user: 'exchange-control-plane-prod-functions',
};
const IDENTITY = {
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

describe('iamToken', () => {
  it('is what the signer of AWS makes', async () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' });
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.record({ replicationGroup: name, user: text }),
        fc.record({ region: name, accessKeyId: name, secretAccessKey: text, sessionToken: text }),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        async (login, identity, now) => {
          const [host, query] = iamToken(login, identity, now).split('/?');
          expect(`${host}/?${sorted(new URLSearchParams(query))}`).toBe(await byAws(login, identity, now));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is a presigned request of 15 minutes without its scheme; lasting credentials have no session', () => {
    const token = iamToken(LOGIN, IDENTITY, new Date('2026-11-22T12:00:00.789Z'));
    expect(token.replace(/Signature=\w{64}$/, 'Signature=…')).toBe(
      'exchange-control-plane-prod/?Action=connect&User=exchange-control-plane-prod-functions' +
        '&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Feu-central-1%2Felasticache%2Faws4_request' +
        '&X-Amz-Date=20261122T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=…',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signedHeaders } from '#lib/aws/signature-v4.ts';
import { headersByAws } from '../support/aws-signer.ts';

describe('signedHeaders', () => {
  it('are what the signer of AWS makes', async () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' });
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);
    const values = fc.stringMatching(/^[!-~]+( [!-~]+){0,2}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          service: name,
          host: fc.stringMatching(/^[a-z][a-z0-9.-]{0,39}(:\d{1,5})?$/),
          headers: fc.dictionary(
            fc.constantFrom('content-type', 'x-amz-target', 'x-other', 'accept'),
            values,
          ),
          body: fc.string({ unit: 'grapheme' }),
        }),
        fc.record(
          { region: name, accessKeyId: name, secretAccessKey: text, sessionToken: values },
          { requiredKeys: ['region', 'accessKeyId', 'secretAccessKey'] },
        ),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        async (post, identity, now) => {
          const { service, host, headers, body } = post;
          const byAws = await headersByAws(service, identity, {
            headers: { host, ...headers },
            body,
            signingDate: now,
          });
          expect(signedHeaders(post, identity, now)).toEqual(byAws);
        },
      ),
      { numRuns: 100 },
    );
  });
});

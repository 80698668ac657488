import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsIdentity } from '#lib/aws/signature-v4.ts';
import type { SeenRequest } from './http-stub.ts';

/** Who signs in tests, for those servers that check it. */
export const TEST_IDENTITY: AwsIdentity = {
  region: 'eu-central-1',
  accessKeyId: 'test',
  secretAccessKey: 'test',
};
/** How far apart the clocks may be. */
const TOLERANCE_MS = 5 * 60_000;

/** AWS's own signer. */
export function awsSigner(service: string, { region, ...credentials }: AwsIdentity) {
  return new SignatureV4({
    service,
    region,
    credentials,
    sha256: Sha256 as never,
    applyChecksum: false,
  });
}

/** The headers of a POST to `/` that AWS's own signer makes of those it has. */
export async function headersByAws(
  service: string,
  identity: AwsIdentity,
  { headers, body, signingDate }: { headers: Record<string, unknown>; body: string; signingDate: Date },
): Promise<Record<string, string>> {
  const request = { method: 'POST', path: '/', protocol: 'https:', hostname: '', headers, body };
  const signed: unknown = await awsSigner(service, identity).sign(request as never, { signingDate });
  return (signed as { headers: Record<string, string> }).headers;
}

/** node:crypto in the form that AWS's signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

/** Why AWS would refuse the signature of a request that it gets `at` (epoch milliseconds), in its words; or `undefined`. */
export async function signatureRefusal(
  { method, path, headers, body }: SeenRequest,
  identity: AwsIdentity,
  at = Date.now(),
): Promise<{ __type: string; message: string } | undefined> {
  const { authorization = '' } = headers;
  const signed = /SignedHeaders=([^,]*)/.exec(authorization)?.[1]?.split(';') ?? [];
  const service = /Credential=[^/]*\/\d{8}\/[^/]*\/([^/]*)\/aws4_request/.exec(authorization)?.[1] ?? '';
  const time = String(headers['x-amz-date']);
  const signingDate = new Date(time.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
  const given = Object.fromEntries(
    signed.filter((name) => name !== 'x-amz-date').map((name) => [name, headers[name]]),
  );
  const right = await headersByAws(service, identity, { headers: given, body, signingDate });
  const refused = (message: string) => ({
    __type: 'com.amazon.coral.service#InvalidSignatureException',
    message,
  });
  const isComplete =
    ['POST', '/'].join() === [method, path].join() &&
    ['host', 'x-amz-date', 'x-amz-target'].every((name) => signed.includes(name));
  if (!isComplete || authorization !== right.authorization) {
    return refused(
      'The request signature we calculated does not match the signature you provided.' +
        ` Check your AWS Secret Access Key.\n\nThe Canonical String for this request should have been\n'${method}\n` +
        `x-amz-security-token:${headers['x-amz-security-token']}'`,
    );
  }
  const isInTime = Math.abs(signingDate.getTime() - at) < TOLERANCE_MS;
  return isInTime ? undefined : refused(`Signature expired: ${time} is now earlier than what is accepted.`);
}

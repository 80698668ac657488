import { createHash, createHmac } from 'node:crypto';

/** Who signs, and where. */
export interface AwsIdentity {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials, such as a function's. */
  sessionToken?: string | undefined;
}

/**
 * What signs one request to `service` (Signature Version 4,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Written out here because
 * AWS's own signer is another 32 KB to load at a cold start; tests compare the two.
 */
export function signing(service: string, identity: AwsIdentity, now: Date) {
  const { region, accessKeyId, secretAccessKey } = identity;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  return {
    /** `20261122T120000Z` */
    time,
    credential: `${accessKeyId}/${scope}`,
    /** Of a request in its canonical form, in hexadecimal digits. */
    signatureOf(canonicalRequest: string): string {
      const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalRequest)].join('\n');
      const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
        hmac,
        `AWS4${secretAccessKey}`,
      );
      return hmac(key, toSign).toString('hex');
    },
  };
}

/**
 * `headers` of a POST to `/` on `host`, and those that sign it.
 *
 * @param headers names in lower case, values without spaces at their ends or two in a row
 */
export function signedHeaders(
  { service, host, headers, body }: SignedPost,
  identity: AwsIdentity,
  now: Date,
): Record<string, string> {
  const { time, credential, signatureOf } = signing(service, identity, now);
  const { sessionToken } = identity;
  const signed: Record<string, string> = {
    host,
    ...headers,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}`);
  const signature = signatureOf(['POST', '/', '', ...lines, '', names.join(';'), sha256(body)].join('\n'));
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization };
}

interface SignedPost {
  service: string;
  /** With its port, where that is not the scheme's own. */
  host: string;
  headers: Record<string, string>;
  body: string;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

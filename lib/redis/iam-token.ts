import { createHash, createHmac } from 'node:crypto';

/** Who signs, and where. */
export interface AwsIdentity {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials, such as a function's. */
  sessionToken?: string | undefined;
}

/** What a token lets in: one user of one replication group. */
export interface IamLogin {
  replicationGroup: string;
  user: string;
}

/** How long a token may be presented, seconds; the most that ElastiCache takes. */
const EXPIRES_S = 900;

/**
 * The password of an ElastiCache user who logs in by IAM: a presigned request (Signature Version 4) without its
 * scheme, https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html. Written out here because AWS's own
 * signer would add half again to the read path's layer file; a test compares the two.
 */
export function iamToken({ replicationGroup, user }: IamLogin, identity: AwsIdentity, now: Date): string {
  const { region, accessKeyId, secretAccessKey, sessionToken } = identity;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/elasticache/aws4_request`;
  const query = canonical({
    Action: 'connect',
    User: user,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(EXPIRES_S),
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  });
  const request = ['GET', '/', query, `host:${replicationGroup}`, '', 'host', sha256('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = [day, region, 'elasticache', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  return `${replicationGroup}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

/** Parameters in order of name, encoded as RFC 3986 has it, which is stricter than encodeURIComponent. */
function canonical(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

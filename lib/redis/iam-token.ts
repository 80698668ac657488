import { type AwsIdentity, sha256, signing } from '../aws/signature-v4.ts';

/** What a token lets in: one user of one replication group. */
export interface IamLogin {
  replicationGroup: string;
  user: string;
}

/** How long a token may be presented, seconds; the most that ElastiCache takes. */
const EXPIRES_S = 900;

/**
 * The password of an ElastiCache user who logs in by IAM: a presigned request (Signature Version 4) without its
 * scheme, https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html.
 */
export function iamToken({ replicationGroup, user }: IamLogin, identity: AwsIdentity, now: Date): string {
  const { time, credential, signatureOf } = signing('elasticache', identity, now);
  const { sessionToken } = identity;
  const query = canonical({
    Action: 'connect',
    User: user,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': credential,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(EXPIRES_S),
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  });
  const request = ['GET', '/', query, `host:${replicationGroup}`, '', 'host', sha256('')].join('\n');
  return `${replicationGroup}/?${query}&X-Amz-Signature=${signatureOf(request)}`;
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

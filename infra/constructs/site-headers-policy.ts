import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { SITE_HEADERS } from '#lib/site-headers.ts';

/** Those that CloudFront has settings of its own for, and takes in no other way. */
const SETTINGS = new Set([
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
]);

/** The headers that the local gateway sends with the site, and how long browsers may keep the files. */
export function siteHeadersPolicy(scope: Construct, id: string, cacheControl: string): ResponseHeadersPolicy {
  const others = Object.entries(SITE_HEADERS).filter(([name]) => !SETTINGS.has(name));
  return new ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: SITE_HEADERS['content-security-policy'],
        override: true,
      },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.seconds(maxAgeOf(SITE_HEADERS['strict-transport-security'])),
        includeSubdomains: true,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
    },
    customHeadersBehavior: {
      customHeaders: [...others, ['cache-control', cacheControl] as const].map(([header, value]) => ({
        header,
        value,
        override: true,
      })),
    },
  });
}

function maxAgeOf(header: string): number {
  return Number(/max-age=(\d+)/.exec(header)?.[1]);
}

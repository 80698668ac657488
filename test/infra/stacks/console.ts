import { describe, expect, it } from '@jest/globals';
import { SITE_CACHE_CONTROL, SITE_CONTENT_SECURITY_POLICY, SITE_HEADERS } from '#lib/site-headers.ts';
import { type Json, list, type System } from '../../support/infra/templates.ts';

/** AWS's own policies (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html). */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

export function consoleTemplates(systems: {
  without: () => System;
  withDomain: () => System;
  withoutDomain: () => System;
}): void {
  describe('console', () => {
    const distributionOf = (system: System) =>
      system.only('AWS::CloudFront::Distribution').properties.DistributionConfig as Json;
    const behaviour = (path: string) => {
      const found = list(distributionOf(systems.withDomain()).CacheBehaviors).find(
        ({ PathPattern }) => String(PathPattern) === path,
      );
      if (!found) throw new Error(`no behaviour for ${path}`);
      return found;
    };
    /** By lower-case names, as a browser gets them. */
    const headersOf = ({ ResponseHeadersPolicyId }: Json) => {
      const system = systems.withDomain();
      const policy = system
        .all('AWS::CloudFront::ResponseHeadersPolicy')
        .find(({ id }) => system.text(ResponseHeadersPolicyId) === `\${${id}}`)?.properties
        .ResponseHeadersPolicyConfig as Json;
      const { ContentSecurityPolicy, StrictTransportSecurity, FrameOptions, ReferrerPolicy } =
        policy.SecurityHeadersConfig as Json;
      return {
        ...Object.fromEntries(
          list(policy.CustomHeadersConfig?.Items).map(({ Header, Value }) => [String(Header), String(Value)]),
        ),
        'content-security-policy': String(ContentSecurityPolicy?.ContentSecurityPolicy),
        'strict-transport-security': `max-age=${StrictTransportSecurity?.AccessControlMaxAgeSec}; includeSubDomains`,
        'x-content-type-options': 'nosniff',
        'x-frame-options': String(FrameOptions?.FrameOption),
        'referrer-policy': String(ReferrerPolicy?.ReferrerPolicy),
      };
    };

    it('is there only when it is asked for', () => {
      expect(systems.without().stacks).not.toContain('Console');
      expect(systems.withDomain().stacks).toContain('Console');
      expect(systems.withoutDomain().stacks).toContain('Console');
    });

    it('has the API under its own domain, and keeps nothing of it', () => {
      expect(behaviour('/api/*')).toMatchObject({
        CachePolicyId: CACHING_DISABLED,
        OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: expect.arrayContaining(['GET', 'POST', 'DELETE']),
      });
      // the functions' own policy and caching headers stand
      expect(behaviour('/api/*').ResponseHeadersPolicyId).toBeUndefined();
    });

    it('sends the same headers as the local gateway', () => {
      const { DefaultCacheBehavior } = distributionOf(systems.withDomain());
      expect(headersOf(DefaultCacheBehavior as Json)).toEqual({
        ...SITE_HEADERS,
        'cache-control': SITE_CACHE_CONTROL.other,
      });
      expect(headersOf(behaviour('/assets/*'))).toEqual({
        ...SITE_HEADERS,
        'cache-control': SITE_CACHE_CONTROL.hashed,
      });
      expect(SITE_CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    });

    it('keeps what has a hash in its name, and no page', () => {
      const { DefaultCacheBehavior } = distributionOf(systems.withDomain());
      expect(DefaultCacheBehavior).toMatchObject({ CachePolicyId: CACHING_DISABLED });
      expect(behaviour('/assets/*')).toMatchObject({ CachePolicyId: CACHING_OPTIMIZED, Compress: true });
    });

    it('is read by CloudFront alone, over TLS', () => {
      const system = systems.withDomain();
      for (const { properties } of system.all('AWS::S3::Bucket', 'Console')) {
        expect(properties.PublicAccessBlockConfiguration).toMatchObject({
          BlockPublicAcls: true,
          RestrictPublicBuckets: true,
        });
      }
      const allowed = system
        .all('AWS::S3::BucketPolicy', 'Console')
        .flatMap(({ properties }) => list((properties.PolicyDocument as Json).Statement))
        .filter(({ Effect }) => String(Effect) === 'Allow');
      expect(allowed).toHaveLength(1);
      expect(allowed[0]).toMatchObject({
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      });
      expect(distributionOf(system).ViewerCertificate).toMatchObject({
        MinimumProtocolVersion: 'TLSv1.2_2021',
      });
      expect(list(distributionOf(system).Aliases).map(String)).toEqual(['plane.example.com']);
    });
  });
}

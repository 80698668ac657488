import { Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { HASHED_FOLDER, SITE_CACHE_CONTROL } from '#lib/site-headers.ts';
import { acknowledge } from '../acknowledge.ts';
import type { ConsoleConfig } from '../config.ts';
import { siteHeadersPolicy } from './site-headers-policy.ts';

export interface ConsoleSiteProps {
  readonly files: IBucket;
  readonly apiDomain: string;
  readonly accessLogs: IBucket;
  readonly console: ConsoleConfig;
}

/** S3 knows no folders: as the local gateway does, `/docs` becomes `/docs/`, and that its index.html. */
const INDEX_OF_FOLDER = `function handler(event) {
  var request = event.request;
  if (request.uri === '/docs') {
    return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: { location: { value: '/docs/' } } };
  }
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  return request;
}`;

/** API Gateway cuts at 30 s; what it says then should arrive. */
const API_TIMEOUT = Duration.seconds(35);

/** CloudFront before the console's files and the API, of which it keeps nothing. */
export class ConsoleSite extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ConsoleSiteProps) {
    super(scope, id);
    const { domain } = props.console;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Exchange Control Plane: console and API',
      defaultBehavior: this.#files(props.files, 'Other'),
      additionalBehaviors: {
        [`/${HASHED_FOLDER}/*`]: this.#files(props.files, 'Hashed'),
        '/api/*': api(props.apiDomain),
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(domain && {
        domainNames: [domain.name],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
      enableLogging: true,
      logBucket: props.accessLogs,
      // a query may hold what its sender should have put into a header
      logIncludesCookies: false,
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Operators may be anywhere.',
      'AwsSolutions-CFR2':
        'The API behind it limits each route, checks its key in the function and stays reachable by its own address, which a web ACL here would not see.',
      ...(domain === undefined && {
        'AwsSolutions-CFR4':
          "CloudFront's own domain comes with its own certificate and TLS policy; consoleDomain brings TLS 1.2 at least.",
      }),
    });
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}`;
  }

  #files(files: IBucket, kind: 'Hashed' | 'Other'): BehaviorOptions {
    const isHashed = kind === 'Hashed';
    return {
      origin: S3BucketOrigin.withOriginAccessControl(files),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      // a page that names files of another release must not be kept anywhere
      cachePolicy: isHashed ? CachePolicy.CACHING_OPTIMIZED : CachePolicy.CACHING_DISABLED,
      compress: isHashed,
      responseHeadersPolicy: siteHeadersPolicy(
        this,
        `${kind}Headers`,
        isHashed ? SITE_CACHE_CONTROL.hashed : SITE_CACHE_CONTROL.other,
      ),
      ...(!isHashed && {
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'IndexOfFolder', {
              code: FunctionCode.fromInline(INDEX_OF_FOLDER),
              runtime: FunctionRuntime.JS_2_0,
            }),
          },
        ],
      }),
    };
  }
}

/** As if it were called directly: every method and header but Host, nothing kept, its own headers unchanged. */
function api(domain: string): BehaviorOptions {
  return {
    origin: new HttpOrigin(domain, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      readTimeout: API_TIMEOUT,
    }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    compress: false,
  };
}

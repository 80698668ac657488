/** The context values that the templates are tested with. */
export const VARIANTS = {
  dev: {},
  staging: { stage: 'staging' },
  prod: {
    stage: 'prod',
    alarmEmail: 'ops@example.com',
    corsOrigins: 'https://ops.example.com',
    console: 'true',
    consoleDomain: 'plane.example.com',
    consoleCertificateArn:
      'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef',
    exchangeCredentials: 'kraken=arn:aws:secretsmanager:eu-central-1:123456789012:secret:kraken-AbCdEf',
  },
  /** Services that run elsewhere, with a health route and without one. */
  existing: {
    existingCcxtServiceUrl: 'https://ccxt.example.com:8443',
    existingCollectorUrl: 'http://collector.example.com:3002',
    existingServiceKeySecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:service-AbCdEf',
    existingServicesCidr: '10.8.0.0/16',
    existingServicesVia: 'pcx-0123456789abcdef0',
    existingCollectorListenerArn:
      'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/theirs/0123456789abcdef/0123456789abcdef',
    existingLinkSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
    existingLinkSecurityGroupIds: 'sg-0123456789abcdef0',
  },
  existingWithoutListener: {
    existingCcxtServiceUrl: 'https://ccxt.example.com:8443',
    existingCollectorUrl: 'http://collector.example.com:3002',
    existingServiceKeySecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:service-AbCdEf',
    existingServicesCidr: '10.8.0.0/16',
    existingServicesVia: 'tgw-0123456789abcdef0',
    console: 'true',
  },
} as const satisfies Record<string, Record<string, string>>;
export type Variant = keyof typeof VARIANTS;

import * as v from 'valibot';

/** Context arrives as text from `-c name=value`, and as JSON from cdk.json. */
const text = v.pipe(v.string(), v.trim(), v.minLength(1));
const list = v.pipe(
  v.union([
    v.array(text),
    v.pipe(
      text,
      v.transform((value) => value.split(',').map((item) => item.trim())),
    ),
  ]),
  v.array(text),
  v.minLength(1),
);
const url = v.pipe(text, v.url());
const arnOf = (service: string) => v.pipe(text, v.startsWith(`arn:aws:${service}:`));

const overrides = v.strictObject({
  stage: v.optional(v.picklist(['dev', 'staging', 'prod']), 'dev'),
  account: v.optional(v.pipe(text, v.regex(/^\d{12}$/))),
  region: v.optional(v.pipe(text, v.regex(/^[a-z]{2}-[a-z]+-\d$/))),
  availabilityZones: v.optional(v.pipe(list, v.strictTuple([text, text]))),
  natGateways: v.optional(v.pipe(v.union([v.number(), text]), v.transform(Number), v.picklist([1, 2]))),
  dynamoDbPrefixList: v.optional(v.pipe(text, v.regex(/^pl-[0-9a-f]+$/))),
  cacheNodeType: v.optional(v.pipe(text, v.startsWith('cache.'))),
  corsOrigins: v.optional(v.pipe(list, v.array(v.pipe(text, v.regex(/^https?:\/\/[^*/]+$/))))),
  /** The operators' console on CloudFront; `consoleDomain` with its certificate, which must be in us-east-1. */
  console: v.optional(v.pipe(v.union([v.boolean(), v.picklist(['true', 'false'])]), v.transform(String))),
  consoleDomain: v.optional(v.pipe(text, v.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/))),
  consoleCertificateArn: v.optional(v.pipe(text, v.startsWith('arn:aws:acm:us-east-1:'))),
  alarmEmail: v.optional(v.pipe(text, v.email())),
  runbookUrl: v.optional(url),
  seedExchanges: v.optional(list),
  /** `binance=arn:…,kraken=arn:…`: secrets that hold an exchange's credentials as JSON. */
  exchangeCredentials: v.optional(list),
  existingCcxtServiceUrl: v.optional(url),
  existingCollectorUrl: v.optional(url),
  existingServiceKeySecretArn: v.optional(arnOf('secretsmanager')),
  /** The network of the existing services, and the peering connection or transit gateway that leads there. */
  existingServicesCidr: v.optional(v.pipe(text, v.regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/))),
  existingServicesVia: v.optional(v.pipe(text, v.regex(/^(pcx|tgw)-[0-9a-f]+$/))),
  /** For the health route: the listener, and where in its VPC a VPC link may stand. */
  existingCollectorListenerArn: v.optional(arnOf('elasticloadbalancing')),
  existingLinkSubnetIds: v.optional(v.pipe(list, v.array(v.pipe(text, v.startsWith('subnet-'))))),
  existingLinkSecurityGroupIds: v.optional(v.pipe(list, v.array(v.pipe(text, v.startsWith('sg-'))))),
});
export type Overrides = v.InferOutput<typeof overrides>;

/** Our own context values; the CDK's flags and caches have `@`, `:` or `-` in their names. */
export function readOverrides(context: Readonly<Record<string, unknown>>): Overrides {
  const ours = Object.fromEntries(Object.entries(context).filter(([name]) => /^[A-Za-z]+$/.test(name)));
  const result = v.safeParse(overrides, ours);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const name = v.getDotPath(issue) ?? 'context';
  if (issue.type === 'strict_object') {
    throw new Error(
      `Context value ${name} is not known. Known are: ${Object.keys(overrides.entries).join(', ')}.`,
    );
  }
  throw new Error(`Context value ${name} is not usable: ${issue.message}`);
}

/**
 * What the browser may do with the console and the reference page: run and show what comes from their own origin, and
 * nothing inline. The local gateway and CloudFront send the same (infra/constructs/console-site.ts).
 */
export const SITE_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** With every file of the site, lower-case names. */
export const SITE_HEADERS = {
  'content-security-policy': SITE_CONTENT_SECURITY_POLICY,
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Files whose names hold a hash of their content. */
export const HASHED_FOLDER = 'assets';

export const SITE_CACHE_CONTROL = {
  hashed: 'public, max-age=31536000, immutable',
  /** A browser asks each time whether it is still right. */
  other: 'no-cache',
} as const;

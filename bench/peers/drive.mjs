import autocannon from 'autocannon';

/** Drives load as its argument says (autocannon's options in JSON) and prints what came of it, in JSON. */
const { requests, latency, errors, timeouts, statusCodeStats } = await autocannon({
  ...JSON.parse(process.argv[2]),
  excludeErrorStats: true,
});
const statuses = Object.fromEntries(
  Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]),
);
console.log(
  JSON.stringify({
    perSecond: requests.average,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    maxMs: latency.max,
    errors: errors + timeouts,
    statuses,
  }),
);

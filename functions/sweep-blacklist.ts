import { job, recordedChange, sweepBlacklist } from '#lib/entry/admin.ts';

export const handler = job({
  job: 'sweep-blacklist',
  run: (app, _input, invocation) =>
    sweepBlacklist(app, (exchange, remove) => recordedChange(invocation, exchange, remove)),
});

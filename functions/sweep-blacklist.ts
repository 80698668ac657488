import { job, sweepBlacklist } from '#lib/entry/admin.ts';

export const handler = job({ job: 'sweep-blacklist', run: sweepBlacklist });

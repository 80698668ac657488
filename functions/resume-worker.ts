import { endpoint, resumeWorker } from '#lib/entry/admin.ts';

export const handler = endpoint({ route: 'resume-worker', run: resumeWorker });

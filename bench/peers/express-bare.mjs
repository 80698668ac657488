import serverless from 'serverless-http';
import { app } from './express-app.mjs';

/** Without logs and metrics. */
export const handler = serverless(app);

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import serverless from 'serverless-http';
import { app } from './express-app.mjs';

const logger = new Logger({ serviceName: 'express' });
const metrics = new Metrics({ namespace: 'bench', serviceName: 'express', logger });
const answer = serverless(app);

/** With logs and metrics by Powertools, as ours has them; a hit writes none. */
export const handler = async (event, context) => {
  logger.addContext(context);
  const response = await answer(event, context);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  return response;
};

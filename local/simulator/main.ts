import { pino } from 'pino';
import { whenToldToStop } from '#services/common/told-to-stop.ts';
import { simulatorConfig } from './config.ts';
import { startSimulator } from './start.ts';

const { host, port, logLevel } = simulatorConfig(process.env);
const log = pino({ name: 'simulator', level: logLevel });

try {
  const simulator = await startSimulator({ host, port });
  log.info({ host, port: simulator.port }, 'listening');
  process.send?.({ type: 'listening', port: simulator.port });
  whenToldToStop(async (why) => {
    log.info({ why }, 'stopping');
    await simulator.close();
  });
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  log.fatal(`port ${port} is taken: stop what listens there, or set PORT to a free one`);
  process.exit(98);
}

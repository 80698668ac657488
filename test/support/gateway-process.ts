import { ENV } from '#lib/env.ts';
import { eventually } from './eventually.ts';
import { freePorts } from './free-ports.ts';
import { type RunningProcess, startProcess } from './running-process.ts';

/** The local gateway with the real functions, or with others that take a port as it does, on a free port. */
export async function startGateway(
  env: Record<string, string>,
  { module = 'local/gateway/main.ts', args = [] }: { module?: string; args?: string[] } = {},
): Promise<RunningProcess> {
  const port = await freePorts(1);
  const gateway = await startProcess(module, { ...env, [ENV.port]: String(port) }, { listens: false, args });
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(url)).arrayBuffer(), { timeoutMs: 20_000, everyMs: 50 });
  return { ...gateway, url };
}

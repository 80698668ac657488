import { ENV } from '#lib/env.ts';
import { eventually } from './eventually.ts';
import { type RunningProcess, startProcess } from './running-process.ts';

/** The local gateway with the real functions on this port; or another module, with its arguments, that takes one. */
export async function startGateway(
  port: number,
  env: Record<string, string>,
  [module, ...args]: [module: string, ...args: string[]] = ['local/gateway/main.ts'],
): Promise<RunningProcess> {
  const gateway = await startProcess(module, { ...env, [ENV.port]: String(port) }, { listens: false, args });
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(url)).arrayBuffer(), { timeoutMs: 20_000, everyMs: 50 });
  return { ...gateway, url };
}

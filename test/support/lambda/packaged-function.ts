import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.cjs', import.meta.url));

/** How an invocation ended: with what the handler returned, or with what it threw. */
export type Outcome =
  | { result: unknown }
  | { error: { errorType: string; errorMessage: string; code?: string } };

export interface PackagedFunction {
  pid: number;
  invoke(event: unknown): Promise<Outcome>;
  /** Everything it logged. */
  output(): string;
  stop(): Promise<void>;
}

/** Where the files lie, as Lambda unpacks them. */
export interface Layout {
  /** Of the function: LAMBDA_TASK_ROOT. */
  taskRoot: string;
  /** Of all layers together: /opt. */
  opt: string;
  /** Of the runtime's own packages, the AWS SDK: /var/runtime. */
  runtime: string;
}

/** What the runtime asked of the Runtime API; for a result or an error, when all of it has arrived. */
export type RuntimeCall = 'next' | 'response' | 'error';

/**
 * A built function in a process of its own, with Lambda's environment and nothing of ours, under a Runtime API server.
 * `onCall` hears of each call as it arrives; of a result or an error with the processor time that the process had used.
 */
export async function startPackagedFunction(
  name: string,
  layout: Layout,
  environment: Record<string, string>,
  onCall: (call: RuntimeCall, cpuMs: number) => void = () => undefined,
): Promise<PackagedFunction> {
  const events: { id: string; event: unknown }[] = [];
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let idle: ServerResponse | undefined;

  function next(): void {
    const first = idle && events.shift();
    if (!idle || !first) return;
    idle.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': first.id,
      'lambda-runtime-deadline-ms': String(Date.now() + 30_000),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
    });
    idle.end(JSON.stringify(first.event));
    idle = undefined;
  }

  const server = createServer(async (request, response) => {
    const [, id = '', kind] = /invocation\/([\w-]+)(?:\/(\w+))?$/.exec(request.url ?? '') ?? [];
    if (id === 'next') {
      onCall(id, Number.NaN);
      idle = response;
      return next();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    onCall(kind === 'error' ? kind : 'response', Number(request.headers['x-cpu-microseconds']) / 1_000);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    waiting.get(id)?.(kind === 'error' ? { error: body } : { result: body });
    response.writeHead(202).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [BOOTSTRAP], {
    cwd: layout.taskRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      TZ: ':UTC',
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      LAMBDA_TASK_ROOT: layout.taskRoot,
      LAMBDA_RUNTIME_DIR: layout.runtime,
      NODE_PATH: `${layout.opt}/nodejs/node24/node_modules:${layout.opt}/nodejs/node_modules:${layout.runtime}/node_modules`,
      _HANDLER: 'index.handler',
      ...environment,
    },
  });
  const output = outputOf(child);
  const exited = once(child, 'exit');
  void exited.then(([code]) => {
    const error = { errorType: 'Runtime.ExitError', errorMessage: `exited with ${code}:\n${output()}` };
    for (const settle of waiting.values()) settle({ error });
  });

  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process id`);
  return {
    pid,
    output,
    invoke(event) {
      const id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      waiting.set(id, resolve);
      events.push({ id, event });
      next();
      return promise.finally(() => waiting.delete(id));
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
      server.closeAllConnections();
      server.close();
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}

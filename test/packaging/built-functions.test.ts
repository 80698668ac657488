import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { RECORDS_ATTRIBUTES } from '#lib/records/table-attributes.ts';
import { JOBS, ROUTES } from '#lib/routes.ts';
import { type DynamoDb, dynamoDbEnvironment, startDynamoDb } from '../support/dynamodb.ts';
import {
  type Layout,
  type Outcome,
  type PackagedFunction,
  startPackagedFunction,
} from '../support/lambda/packaged-function.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/*
 * What is shipped, as Lambda lays it out: each built function in a process of its own with the layer below /opt, the
 * AWS SDK below /var/runtime, both found through NODE_PATH, and keys and records where they are on AWS.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret';
const NAMES = [...Object.keys(ROUTES), ...Object.keys(JOBS)];
const EVENTS = readdirSync(`${ROOT}events`).map((file) => file.replace(/\.json$/, ''));

let system: RunningSystem;
let secrets: Awaited<ReturnType<typeof startSecretsManager>>;
let dynamoDb: DynamoDb;
let environment: Record<string, string>;
const running = new Map<string, Promise<PackagedFunction>>();
const lambda = temporaryFolder();

beforeAll(async () => {
  const build = promisify(execFile)(process.execPath, [`${ROOT}build/build.ts`, `${lambda}/dist`], {
    env: { PATH: process.env.PATH },
  });
  [system, dynamoDb] = await Promise.all([startSystem(), startDynamoDb(), build]);
  const { adminApiKey, serviceApiKey, redisUrl, ccxtServiceUrl, collectorUrl } = system.endpoints;
  secrets = await startSecretsManager({ [`${ARN}:admin`]: adminApiKey, [`${ARN}:service`]: serviceApiKey });
  environment = {
    ...dynamoDbEnvironment(dynamoDb.url),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    [ENV.adminApiKeySecretArn]: `${ARN}:admin`,
    [ENV.serviceApiKeySecretArn]: `${ARN}:service`,
    [ENV.recordsTable]: await dynamoDb.newTable(RECORDS_ATTRIBUTES.sortKey),
    [ENV.redisUrl]: redisUrl,
    [ENV.ccxtServiceUrl]: ccxtServiceUrl,
    [ENV.collectorUrl]: collectorUrl,
  };
  mkdirSync(`${lambda}/runtime/node_modules`, { recursive: true });
  symlinkSync(`${ROOT}node_modules/@aws-sdk`, `${lambda}/runtime/node_modules/@aws-sdk`);
}, 120_000);
afterAll(async () => {
  for (const one of running.values()) await (await one).stop();
  await Promise.all([system?.stop(), secrets?.close(), dynamoDb?.stop()]);
}, 30_000);

function layoutOf(name: string): Layout {
  return {
    taskRoot: join(lambda, 'dist/functions', name),
    opt: join(lambda, 'dist/layer'),
    runtime: join(lambda, 'runtime'),
  };
}

async function send(event: string): Promise<Outcome> {
  const [name = ''] = event.split('.');
  const started = running.get(name) ?? startPackagedFunction(name, layoutOf(name), environment);
  running.set(name, started);
  const text = readFileSync(`${ROOT}events/${event}.json`, 'utf8').replaceAll(
    '{{ADMIN_API_KEY}}',
    system.endpoints.adminApiKey,
  );
  return (await started).invoke(JSON.parse(text));
}

const isHttp = (event: string) =>
  JSON.parse(readFileSync(`${ROOT}events/${event}.json`, 'utf8')).version === '2.0';

describe('every built function answers every sample event', () => {
  it('of which there is one at least for each function', () => {
    expect(NAMES.filter((name) => !EVENTS.includes(name))).toEqual([]);
  });

  it.each(EVENTS.filter((event) => isHttp(event) && !event.endsWith('.failing')))(
    '%s: 200',
    async (event) => {
      expect(await send(event)).toMatchObject({ result: { statusCode: 200 } });
    },
    40_000,
  );

  it.each(EVENTS.filter((event) => isHttp(event) && event.endsWith('.failing')))(
    '%s: a refusal with its code',
    async (event) => {
      const outcome = (await send(event)) as { result: { statusCode: number; body: string } };
      expect(outcome.result.statusCode).toBeGreaterThanOrEqual(400);
      expect(outcome.result.statusCode).toBeLessThan(500);
      expect(JSON.parse(outcome.result.body)).toMatchObject({
        code: expect.stringMatching(/^[A-Z_]+$/),
        requestId: expect.any(String),
      });
    },
    40_000,
  );

  it.each(EVENTS.filter((event) => !isHttp(event) && !event.endsWith('.failing')))(
    '%s: plain JSON',
    async (event) => {
      const outcome = await send(event);
      expect(outcome).toMatchObject({ result: expect.any(Object) });
      expect(outcome).not.toMatchObject({ result: { statusCode: expect.anything() } });
    },
    40_000,
  );

  it.each(EVENTS.filter((event) => !isHttp(event) && event.endsWith('.failing')))(
    '%s: thrown',
    async (event) => {
      expect(await send(event)).toMatchObject({ error: { code: 'INVALID_EVENT' } });
    },
    40_000,
  );
});

describe('the layout', () => {
  it('matters: without the layer a function does not start', async () => {
    const lost = await startPackagedFunction(
      'get-config',
      { ...layoutOf('get-config'), opt: '/nonexistent' },
      environment,
    );
    expect(await lost.invoke({})).toMatchObject({
      error: {
        errorMessage: expect.stringContaining("Cannot find module 'exchange-control-plane/read.cjs'"),
      },
    });
    await lost.stop();
  });

  it("but neither keys nor records need the runtime's SDK", async () => {
    const alone = await startPackagedFunction(
      'refresh-exchanges',
      { ...layoutOf('refresh-exchanges'), runtime: '/nonexistent' },
      environment,
    );
    const event = JSON.parse(
      readFileSync(`${ROOT}events/refresh-exchanges.json`, 'utf8').replaceAll(
        '{{ADMIN_API_KEY}}',
        system.endpoints.adminApiKey,
      ),
    );
    expect(await alone.invoke(event)).toMatchObject({ result: { statusCode: 200 } });
    expect(alone.output()).not.toMatch(/_failed/);
    await alone.stop();
  });
});

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AwsJsonOptions,
  awsJson,
  DYNAMODB,
  regionalEndpoint,
  SECRETS_MANAGER,
} from '#lib/aws/aws-json.ts';
import { AwsRefusal } from '#lib/aws/aws-refusal.ts';
import { signatureRefusal, TEST_IDENTITY } from '../support/aws-signer.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';
import { TLS_CERTIFICATE } from '../support/redis-server.ts';

/* A real HTTP server that checks each signature by AWS's own signer and then does what a test says. */
const IDENTITY = { ...TEST_IDENTITY, sessionToken: 'session-of-the-test' };
const LIMITS = { attempts: 2, attemptMs: 300 };
const HOUR_MS = 3_600_000;

type Act = (response: ServerResponse) => void;
/** Done with one request after the other, the last one again and again. */
let acts: Act[];
/** How far AWS's clock is ahead; milliseconds. */
let aheadMs: number;
let refused: number;
let stub: Awaited<ReturnType<typeof startHttpStub>>;
/** The client's port of each request: a new one is a new connection. */
let ports: (number | undefined)[];

beforeEach(async () => {
  acts = [ok];
  aheadMs = 0;
  refused = 0;
  ports = [];
  stub = await startHttpStub(async (request, response) => {
    ports.push(response.socket?.remotePort);
    const at = Date.now() + aheadMs;
    response.setHeader('date', new Date(at).toUTCString());
    const refusal = await signatureRefusal(request, IDENTITY, at);
    if (refusal) {
      refused += 1;
      return sendJson(response, 400, refusal);
    }
    (acts.length > 1 ? acts.shift() : acts[0])?.(response);
  });
});
afterEach(() => stub.close());

const ok: Act = (response) => sendJson(response, 200, { Item: { name: { S: 'value' } } });
const refuse =
  (status: number, body: object | string): Act =>
  (response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
const client = (options: Partial<AwsJsonOptions> = {}) =>
  awsJson(DYNAMODB, { identity: IDENTITY, endpoint: stub.url, limits: LIMITS, ...options });
const get = (call = client()) => call('GetItem', { TableName: 'records — ä', Key: { pk: { S: 'k' } } });

describe('awsJson', () => {
  it('signs what it sends as AWS wants it', async () => {
    expect(await get()).toEqual({ Item: { name: { S: 'value' } } });
    expect(stub.seen[0]).toMatchObject({
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body: '{"TableName":"records — ä","Key":{"pk":{"S":"k"}}}',
    });
    await awsJson(SECRETS_MANAGER, { identity: IDENTITY, endpoint: stub.url, limits: LIMITS })(
      'GetSecretValue',
      {},
    );
    expect(stub.seen[1]?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    });
    expect(refused).toBe(0);
  });

  it.each([
    ['another secret', { secretAccessKey: 'other' }],
    ['another session', { sessionToken: 'other' }],
    ['another region', { region: 'eu-west-1' }],
  ])('is refused with %s, once, and does not tell the session that AWS quotes', async (_, other) => {
    const failed: Error & { code?: string } = await get(client({ identity: { ...IDENTITY, ...other } })).then(
      () => new Error('not refused'),
      (error) => error,
    );
    expect(failed).toBeInstanceOf(AwsRefusal);
    expect(failed).toMatchObject({ status: 400, code: 'InvalidSignatureException', isTransient: false });
    expect(failed.message).toMatch(/^dynamodb GetItem: InvalidSignatureException: The request signature/);
    expect(JSON.stringify([failed.message, failed.stack])).not.toContain(IDENTITY.sessionToken);
    expect(stub.seen).toHaveLength(1);
  });

  it('keeps its connection', async () => {
    const call = client();
    await get(call);
    await get(call);
    expect(new Set(ports).size).toBe(1);
  });

  it.each<[string, Act]>([
    ['500', refuse(500, { __type: 'InternalServerError' })],
    ['502 of a proxy', refuse(502, '<html>Bad Gateway</html>')],
    ['503', refuse(503, '')],
    ['429', refuse(429, {})],
    ['a throttle', refuse(400, { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' })],
    [
      'more than was provisioned',
      refuse(400, {
        __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
        message: 'slow down',
      }),
    ],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
    ['a connection that ends', (response) => response.socket?.destroy()],
    [
      'half an answer',
      (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"Item":');
        response.socket?.end();
      },
    ],
    ['no answer', () => undefined],
    ['an answer that does not end', (response) => void response.writeHead(200).write('{"Item":')],
  ])('sends again after %s, over a new connection, and gives up after the last attempt', async (_, act) => {
    acts = [act, ok];
    expect(await get()).toEqual({ Item: { name: { S: 'value' } } });
    expect(new Set(ports).size).toBe(2);
    acts = [act];
    await expect(get()).rejects.toThrow();
    expect(stub.seen).toHaveLength(4);
  });

  it.each([
    ['ConditionalCheckFailedException', 'The conditional request failed'],
    ['ResourceNotFoundException', 'Requested resource not found'],
    ['AccessDeniedException', 'User: x is not authorized'],
  ])('%s is final, and told as AWS tells it', async (code, message) => {
    acts = [refuse(400, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message })];
    await expect(get()).rejects.toMatchObject({
      name: 'AwsRefusal',
      status: 400,
      code,
      message: `dynamodb GetItem: ${code}: ${message}`,
    });
    expect(stub.seen).toHaveLength(1);
  });

  it('an answer that is no JSON is final', async () => {
    acts = [(response) => response.end('<html>')];
    await expect(get()).rejects.toThrow(SyntaxError);
    expect(stub.seen).toHaveLength(1);
  });

  it('ends with a server that never answers, and says so', async () => {
    acts = [() => undefined];
    const startedAt = performance.now();
    await expect(get()).rejects.toThrow(/^127\.0\.0\.1:\d+ did not answer within 300 ms$/);
    expect(performance.now() - startedAt).toBeGreaterThan(2 * LIMITS.attemptMs - 20);
    expect(stub.seen).toHaveLength(2);
  });

  it('is told by node when nobody is there', async () => {
    await expect(get(client({ endpoint: 'http://127.0.0.1:1' }))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});

describe('a clock that is wrong', () => {
  it.each([-HOUR_MS, HOUR_MS])('by %i ms costs one refusal, and none later', async (ms) => {
    const call = client({ now: () => Date.now() + ms });
    await get(call);
    expect([refused, stub.seen.length]).toEqual([1, 2]);
    await get(call);
    expect([refused, stub.seen.length]).toEqual([1, 3]);
  });

  it('costs calls that come together no more than a refusal each', async () => {
    const call = client({ now: () => Date.now() - HOUR_MS });
    await Promise.all([get(call), get(call), get(call)]);
    await get(call);
    expect(refused).toBe(3);
  });

  it('and is set right later is followed', async () => {
    const call = client();
    aheadMs = HOUR_MS;
    await get(call);
    aheadMs = 0;
    await get(call);
    expect([refused, stub.seen.length]).toEqual([2, 4]);
  });

  it('is not blamed when the clocks agree', async () => {
    acts = [refuse(400, { __type: 'InvalidSignatureException', message: 'Signature expired: …' })];
    await expect(get()).rejects.toMatchObject({ code: 'InvalidSignatureException' });
    expect(stub.seen).toHaveLength(1);
  });
});

it.each([
  ['eu-central-1', 'https://dynamodb.eu-central-1.amazonaws.com'],
  ['cn-north-1', 'https://dynamodb.cn-north-1.amazonaws.com.cn'],
])('the endpoint of %s is %s', (region, endpoint) => {
  expect(regionalEndpoint('dynamodb', region)).toBe(endpoint);
});

it('speaks TLS, and only with whom it has reason to trust', async () => {
  const [cert, key] = ['certificate', 'key'].map((part) =>
    readFileSync(TLS_CERTIFICATE.replace('certificate', part)),
  );
  const server = https.createServer({ cert, key }, (_, response) => ok(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `https://127.0.0.1:${port}`;
  const trusted = getCACertificates('default');
  try {
    await expect(get(client({ endpoint }))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    setDefaultCACertificates([...trusted, String(cert)]);
    expect(await get(client({ endpoint }))).toEqual({ Item: { name: { S: 'value' } } });
  } finally {
    setDefaultCACertificates(trusted);
    server.closeAllConnections();
    server.close();
  }
});

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type AwsJson, awsJson, DYNAMODB } from '#lib/aws/aws-json.ts';
import { REGISTRY_ATTRIBUTES } from '#lib/registry-item.ts';
import { RESILIENCE } from '#lib/resilience.ts';
import { TEST_IDENTITY } from './aws-signer.ts';

/** What a line does with one request: hands it on and answers, or loses the request, or the answer to it. */
export type Fate = 'pass' | 'refuse' | 'lose-request' | 'lose-answer';

export interface DynamoDb {
  url: string;
  /** Makes an empty table as the stacks do, the registry's unless it gets a sort key, and gives its name. */
  newTable(sortKey?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Of the environment of whoever uses the SDK against `url`. */
export function dynamoDbEnvironment(url: string) {
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: url,
  };
}

/** The functions' own client of DynamoDB at `url`. */
export function dynamoDbAt(url: string): AwsJson {
  return awsJson(DYNAMODB, { identity: TEST_IDENTITY, endpoint: url, limits: RESILIENCE.records });
}

/** A DynamoDB of the test's own, spoken to over HTTP. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  const url = await listening(server);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-central-1', credentials });
  let tables = 0;
  return {
    url,
    async newTable(sortKey) {
      tables += 1;
      const TableName = `table-${tables}`;
      const keys = [REGISTRY_ATTRIBUTES.key, ...(sortKey === undefined ? [] : [sortKey])];
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: keys.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          KeySchema: keys.map((name, n) => ({ AttributeName: name, KeyType: n === 0 ? 'HASH' : 'RANGE' })),
        }),
      );
      return TableName;
    },
    async stop() {
      client.destroy();
      await closed(server);
    },
  };
}

/** A line to `target` on which `fate` decides what becomes of each request, by its operation, such as `PutItem`. */
export async function startLine(target: string, fate: (operation: string) => Fate | Promise<Fate>) {
  const server = http.createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const decided = await fate(operation);
    if (decided === 'refuse') return void outgoing.writeHead(500).end('{}');
    if (decided === 'lose-request') return void incoming.socket.destroy();
    const { method = 'POST', headers } = incoming;
    const onward = http.request(target, { method, headers });
    onward.end(Buffer.concat(chunks));
    const [answer] = (await once(onward, 'response')) as [http.IncomingMessage];
    if (decided === 'lose-answer') {
      answer.resume();
      return void incoming.socket.destroy();
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  return { url: await listening(server), stop: () => closed(server) };
}

async function listening(server: http.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closed(server: http.Server): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await ended;
}

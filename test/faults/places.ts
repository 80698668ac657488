import { ENV } from '#lib/env.ts';
import { dynamoDbEnvironment, startDynamoDb } from '../support/dynamodb.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { KEYS, type Lab } from './lab.ts';
import { registryClient } from './registry-client.ts';
import { Scene } from './scene.ts';

/** A DynamoDB whose connections can be cut, with one table. */
export interface Table {
  name: string;
  /** Of whoever uses it. */
  env: Record<string, string>;
  proxy: FaultProxy;
}

export async function startTable(scene: Scene): Promise<Table> {
  const database = await startDynamoDb();
  const proxy = await FaultProxy.start(database.url);
  scene.onEnd(async () => {
    await proxy.close();
    await database.stop();
  });
  return { name: await database.newTable(), env: dynamoDbEnvironment(proxy.url), proxy };
}

/** The same parts, but a CCXT service, and what it acknowledges, of a table's own. */
export async function onTable(scene: Scene, table: Table): Promise<Scene> {
  const { lab } = scene;
  const startCcxt: Lab['startCcxt'] = (more) =>
    lab.startCcxt({ ...table.env, [ENV.registryTable]: table.name, ...more });
  const ccxt = await startCcxt();
  const registry = registryClient(ccxt.url, KEYS.service);
  const own = new Scene(
    { ...lab, ledger: lab.ledger.elsewhere(), startCcxt, ccxt, registry },
    scene.codes,
    scene.without,
  );
  scene.onEnd(() => ccxt.end('SIGKILL'));
  scene.onEnd(() => own.end());
  return own;
}

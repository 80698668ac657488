import { KEYS, type Lab } from '../lab.ts';
import { Scene } from '../scene.ts';
import { API, type Bench, type Got, startBench } from './bench.ts';
import { badBodies } from './bodies.ts';
import { badEvents } from './events.ts';
import { badHeaders } from './headers.ts';
import { badIds } from './ids.ts';

export interface BadInputsResult {
  count: number;
  /** Answers that were not among the expected ones. */
  wrong: string[];
  fiveHundreds: number;
  upstreamCalls: number;
}

export async function runBadInputs(lab: Lab): Promise<BadInputsResult> {
  const scene = new Scene(lab, []);
  try {
    const bench = await startBench(scene, lab);
    const inputs = [...badIds, ...badBodies, ...badHeaders, ...badEvents];
    const result: BadInputsResult = { count: inputs.length, wrong: [], fiveHundreds: 0, upstreamCalls: 0 };
    const judge = (name: string, { status, code }: Got, expected: string[]) => {
      if (status >= 500) result.fiveHundreds += 1;
      if (!expected.includes(`${status} ${code}`)) result.wrong.push(`${name}: ${status} ${code}`);
    };
    for (const { name, send, expected } of inputs) judge(name, await send(bench), expected);
    result.upstreamCalls = bench.upstreamCalls();
    for (const [name, got, expected] of await wellFormed(bench)) judge(name, got, [expected]);
    return result;
  } finally {
    await scene.end();
  }
}

/** Odd and right: these are let through to the services, which know nothing of the first two. */
async function wellFormed({ raw }: Bench): Promise<[name: string, Got, expected: string][]> {
  const restart = (id: string) =>
    raw({ lines: [`POST ${API}/workers/${id}/restart HTTP/1.1`, `x-aDMIN-kEY: ${KEYS.admin}`] });
  return [
    ['constructor', await restart('constructor'), '404 EXCHANGE_UNKNOWN'],
    ['hasOwnProperty', await restart('hasOwnProperty'), '404 EXCHANGE_UNKNOWN'],
    ['BINANCE, and the header in another case', await restart('BINANCE'), '200 '],
  ];
}

import { must } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Subject } from '../subject.ts';

const PAGE = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>';
const SLOW_MS = 6_000;

async function away(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await subject.call('get-worker-status');
  subject.collector.refuse();
  await bearsIt(subject, 'refused');
  const refusals = subject.logged('ECONNREFUSED');
  await subject.collector.heal();
  subject.collector.inject({ kind: 'latency', ms: SLOW_MS });
  await bearsIt(subject, 'slow');
  await subject.collector.heal();
  subject.collector.inject({ kind: 'answer', bytes: PAGE });
  await bearsIt(subject, 'answering HTML');
  return {
    reads: 'status 503, others 200, three times',
    mutations: '200 + warning header, three times',
    injected: refusals + subject.collector.injected,
  };
}

async function bearsIt(subject: Subject, how: string): Promise<void> {
  const [status, change] = await Promise.all([subject.call('get-worker-status'), subject.change()]);
  must(status.status === 503, `collector ${how}: status ${status.status}, not 503`);
  must(status.body.error === 'Collector service not available', `collector ${how}: ${status.body.error}`);
  must(change.status === 200, `collector ${how}: the change was ${change.status} ${change.code}`);
  must('x-worker-restart-warning' in change.headers, `collector ${how}: no warning header`);
  const read = await subject.read();
  must(read.status === 200 && read.version >= change.version, `collector ${how}: a read was ${read.status}`);
}

export const collectorAwayRows: Row[] = [
  {
    number: 24,
    fault: 'collector refused, slow, answering HTML',
    codes: ['COLLECTOR_UNAVAILABLE'],
    scenario: away,
    controls: ["the collector's absence as a fact"],
  },
];

import type { AuditRecord } from '../../../client/src/types.ts';
import { instant, milliseconds } from '../domain/time.ts';
import { hrefTo } from '../state/location.ts';
import { Scroll } from './scroll.tsx';

export function AuditTable({ records }: { records: AuditRecord[] }) {
  return (
    <Scroll label="Audit records, newest first">
      <table class="plain audit">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Exchange</th>
            <th scope="col">With</th>
            <th scope="col">Registry version</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row record={record} key={record.id} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ record }: { record: AuditRecord }) {
  const { outcome, registryVersion, actor, source, address, key } = record;
  const isGood = outcome.status < 400;
  return (
    <tr>
      <td
        class="num nowrap"
        title={`${record.at}, took ${milliseconds(record.durationMs)}, request ${record.requestId}`}
      >
        {instant(record.at)}
      </td>
      <td>
        {actor ?? <span class="none">{source === 'http' ? 'no name' : source}</span>}
        <small class="none">
          {address}
          {key && key.stage !== 'current' && ', previous key'}
        </small>
      </td>
      <td>{record.action}</td>
      <td>{record.exchange && <a href={hrefTo({ exchange: record.exchange })}>{record.exchange}</a>}</td>
      <td class="with">{inputInWords(record.input)}</td>
      <td class="num">
        {registryVersion.after !== null && registryVersion.after !== registryVersion.before
          ? `${registryVersion.before ?? '?'} → ${registryVersion.after}`
          : (registryVersion.before ?? '')}
      </td>
      <td class={isGood ? 'good' : 'bad'}>
        {isGood
          ? outcome.changed
            ? 'changed'
            : outcome.changed === false
              ? 'nothing changed'
              : 'done'
          : 'refused'}{' '}
        <code>
          {outcome.status} {outcome.code}
        </code>
        {outcome.replayed && ' replayed'}
      </td>
    </tr>
  );
}

/** `reason: prices lag, ttlSeconds: 3600` */
function inputInWords(input: AuditRecord['input']): string {
  return Object.entries(input)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

import { useEffect } from 'preact/hooks';
import type { AuditRecord } from '../../../client/src/types.ts';
import { instant } from '../domain/time.ts';
import {
  auditLog,
  auditTrouble,
  isReadingAudit,
  readAuditLog,
  readOlder,
  unlock,
} from '../state/audit-log.ts';
import { go, hrefTo, query } from '../state/location.ts';
import { operator } from '../state/operator.ts';
import { AuditTable } from './audit-table.tsx';
import { OperatorFields, operatorFrom } from './operator-fields.tsx';
import { TroubleMessage } from './trouble-message.tsx';

/** Who changed what, newest first. */
export function AuditPage() {
  const who = operator.value;
  // whenever the page is come to: what was done since is to be in it
  useEffect(() => {
    if (who) void readAuditLog();
  }, [who]);
  const exchange = query.value.get('exchange') ?? '';
  const log = auditLog.value;
  const isWanted = (record: AuditRecord) => !exchange || record.exchange?.includes(exchange) === true;
  const records = log?.records.filter(isWanted) ?? [];
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>Audit log</h1>
        {who && (
          <div class="actions">
            <input
              type="search"
              aria-label="Only of this exchange"
              placeholder="Only of this exchange"
              value={exchange}
              onInput={({ currentTarget: { value } }) =>
                go(hrefTo({ view: 'audit', ...(value && { exchange: value }) }), { replace: true })
              }
            />
            <button type="button" onClick={() => void readAuditLog()} disabled={isReadingAudit.value}>
              Read again
            </button>
          </div>
        )}
      </div>
      {!who && <Unlock />}
      {who && auditTrouble.value && (
        <section class="panel" role="alert">
          <h2>{auditTrouble.value.sentence}</h2>
          <TroubleMessage trouble={auditTrouble.value} />
        </section>
      )}
      {who && !log && !auditTrouble.value && (
        <div class="skeleton tall" role="status" aria-label="Reading the audit log" />
      )}
      {who && log && (
        <>
          {records.length > 0 ? (
            <AuditTable records={records} />
          ) : (
            <p class="empty" role="status">
              {log.records.length > 0
                ? `No record of ${exchange} among the newest ${log.records.length}.`
                : 'Nobody has changed anything yet.'}
            </p>
          )}
          <div class="more">
            {log.nextCursor ? (
              <button type="button" disabled={isReadingAudit.value} onClick={() => void readOlder(isWanted)}>
                {exchange ? 'Search older ones' : 'Older'}
              </button>
            ) : (
              <span class="none">That is all.</span>
            )}{' '}
            <span class="none num" role="status">
              {exchange
                ? `${records.length} of the newest ${log.records.length} records`
                : `${records.length} records`}
              , read {instant(log.readAt)}
            </span>
          </div>
        </>
      )}
    </>
  );
}

function Unlock() {
  return (
    <form
      class="panel unlock"
      onSubmit={(event) => {
        event.preventDefault();
        unlock(operatorFrom(new FormData(event.currentTarget)));
      }}
    >
      <p class="explain">The audit log is shown to those who have the admin key.</p>
      <OperatorFields trouble={auditTrouble.value} />
      <div class="buttons">
        <button type="submit" class="primary">
          Show
        </button>
      </div>
    </form>
  );
}

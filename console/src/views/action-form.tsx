import { useEffect, useRef } from 'preact/hooks';
import type { FieldName, Fields } from '../actions/action.ts';
import { ACTIONS } from '../actions/actions.ts';
import { close, type Run, submit } from '../actions/run.ts';
import type { Trouble } from '../domain/trouble.ts';
import { control, Field } from './field.tsx';
import { OperatorFields, operatorFrom } from './operator-fields.tsx';

const DURATIONS = [
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['21600', '6 hours'],
  ['86400', '1 day'],
  ['604800', '1 week'],
  ['', 'for good'],
] as const;

/** What has to be known before it can be done; the admin key among it, once. */
export function ActionForm({ run, trouble }: { run: Run; trouble: Trouble | undefined }) {
  const { label, explain, fields, tone, tryOut } = ACTIONS[run.name];
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, button.primary')?.focus(), []);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const text = (name: string) => String(data.get(name) ?? '');
        const filled: Fields = Object.fromEntries(fields.map((name) => [name, text(name)]));
        void submit(filled, operatorFrom(data));
      }}
    >
      <p class="explain">{explain(run.exchange)}</p>
      {fields.map((name) => (
        <ActionField name={name} value={run.fields[name]} isNew={run.name === 'add'} key={name} />
      ))}
      <OperatorFields trouble={trouble} />
      <div class="buttons">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button type="submit" class={tone === 'danger' ? 'primary danger' : 'primary'}>
          {tryOut ? 'Try it' : label}
        </button>
      </div>
    </form>
  );
}

/** `isNew`: nothing is set for the exchange yet. */
function ActionField(props: { name: FieldName; value: string | undefined; isNew: boolean }) {
  const { name, value, isNew } = props;
  switch (name) {
    case 'reason':
      return (
        <Field id="reason" label="Reason" hint="Goes into the audit log.">
          <input {...control('reason')} maxLength={500} value={value} />
        </Field>
      );
    case 'duration':
      return (
        <Field id="duration" label="For">
          <select id="duration" name="duration" value={value ?? '3600'}>
            {DURATIONS.map(([seconds, words]) => (
              <option value={seconds} key={seconds}>
                {words}
              </option>
            ))}
          </select>
        </Field>
      );
    case 'pollIntervalMs':
      return (
        <Field
          id="pollIntervalMs"
          label="Poll interval, milliseconds"
          hint={`500 to 3,600,000${isNew ? '' : ', or default'}. The rate limit may make it longer.`}
        >
          <input
            {...control('pollIntervalMs')}
            pattern="[0-9]*|default"
            title="A number of milliseconds, or default"
            value={value}
            placeholder={isNew ? 'the default' : 'as it is'}
          />
        </Field>
      );
    case 'symbols':
      return (
        <Field
          id="symbols"
          label="Order books of"
          hint={`At most 20 symbols, as BTC/USDT ETH/USDT; none for no order books${isNew ? '' : ', default for chosen ones'}.`}
        >
          <input
            {...control('symbols')}
            value={value}
            placeholder={isNew ? 'three chosen ones' : 'as it is'}
            spellcheck={false}
          />
        </Field>
      );
  }
}

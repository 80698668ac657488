import type { Trouble } from '../domain/trouble.ts';
import { type Operator, operator } from '../state/operator.ts';
import { control, Field } from './field.tsx';

/** The admin key and the operator's name, unless this page has them already. */
export function OperatorFields({ trouble }: { trouble: Trouble | undefined }) {
  const known = operator.value;
  if (known) return <p class="operator">{known.name ? `As ${known.name}.` : 'Without a name.'}</p>;
  return (
    <fieldset>
      <legend>Who does it</legend>
      {trouble && (
        <p class="field-error" role="alert">
          {trouble.sentence}. {trouble.message}
        </p>
      )}
      <Field
        id="key"
        label="Admin key"
        hint="Kept in the memory of this page until it is closed or locked, and nowhere else."
      >
        <input
          {...control('key')}
          type="password"
          required
          // what a header cannot hold is no key
          pattern="[!-~]+"
          title="A key has letters, digits and signs of ASCII, and no blanks."
          aria-invalid={trouble ? 'true' : undefined}
        />
      </Field>
      <Field id="name" label="Your name" hint="The audit log has it beside what you do.">
        <input {...control('name')} maxLength={64} pattern="[ -~]*" />
      </Field>
    </fieldset>
  );
}

/** What the fields above hold, or what was known. */
export function operatorFrom(data: FormData): Operator {
  return (
    operator.value ?? { key: String(data.get('key') ?? ''), name: String(data.get('name') ?? '').trim() }
  );
}

import type { ComponentChildren } from 'preact';

/** A control with its name above and, where there is one, its hint below. */
export function Field(props: { id: string; label: string; hint?: string; children: ComponentChildren }) {
  const { id, label, hint, children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

/** The attributes by which a field's control is tied to its name and hint. */
export function control(id: string) {
  return { id, name: id, autocomplete: 'off', 'aria-describedby': `${id}-hint` } as const;
}

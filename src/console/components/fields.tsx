import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  /** Said below the field. */
  readonly hint?: string | undefined;
  /** What is wrong with it; said in the hint's place. */
  readonly problem?: string | undefined;
}

/** One line of text. */
export function TextField({
  label,
  hint,
  problem,
  value,
  onValue,
  ...rest
}: FieldProps & {
  value: string;
  onValue: (value: string) => void;
  required?: boolean;
  pattern?: string;
  maxLength?: number;
  placeholder?: string;
  autoFocus?: boolean;
  inputMode?: 'numeric' | 'decimal' | 'text';
  isCode?: boolean;
}) {
  const { isCode = false, ...input } = rest;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <input
          type="text"
          class={isCode ? 'code' : undefined}
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
          {...input}
          {...ids}
        />
      )}
    </Field>
  );
}

/** Text of more lines. */
export function TextArea({
  label,
  hint,
  problem,
  value,
  onValue,
  rows = 4,
  isCode = false,
}: FieldProps & { value: string; onValue: (value: string) => void; rows?: number; isCode?: boolean }) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <textarea
          class={isCode ? 'code' : undefined}
          rows={rows}
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
          {...ids}
        />
      )}
    </Field>
  );
}

/** One of a few. */
export function Select<T extends string>({
  label,
  hint,
  problem,
  value,
  options,
  onValue,
}: FieldProps & {
  value: T;
  options: readonly (readonly [value: T, name: string])[];
  onValue: (value: T) => void;
}) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <select value={value} onChange={({ currentTarget }) => onValue(currentTarget.value as T)} {...ids}>
          {options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function Checkbox({
  label,
  hint,
  isChecked,
  onChecked,
}: FieldProps & { isChecked: boolean; onChecked: (isChecked: boolean) => void }) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={({ currentTarget }) => onChecked(currentTarget.checked)}
      />
      <span>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </span>
    </label>
  );
}

interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A control with its name, and what is said of it below; the control takes the ids. */
export function Field({
  label,
  hint,
  problem,
  children,
}: FieldProps & { children: (ids: FieldIds) => ComponentChildren }) {
  const id = useId();
  const said = problem ?? hint;
  const note = `${id}-note`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': said === undefined ? undefined : note,
        'aria-invalid': problem !== undefined,
      })}
      {said !== undefined && (
        <small id={note} class={problem === undefined ? undefined : 'is-problem'}>
          {said}
        </small>
      )}
    </div>
  );
}

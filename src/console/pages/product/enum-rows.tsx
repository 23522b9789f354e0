import { useRef } from 'preact/hooks';
import { useTexts } from '../../i18n/texts.ts';
import type { FormPart } from './form-part.ts';
import type { EnumRow } from './property-form.ts';

/** The values of an enum, one a row. */
export function EnumRows({ form, onForm, problemOf }: FormPart) {
  const { form: texts } = useTexts().product;
  const group = useRef<HTMLFieldSetElement>(null);
  const { values } = form;
  const change = (index: number, changes: Partial<EnumRow>): void =>
    onForm({ ...form, values: values.map((row, at) => (at === index ? { ...row, ...changes } : row)) });
  const add = (): void => {
    const keys = values.map(({ key }) => Number(key)).filter(Number.isFinite);
    onForm({ ...form, values: [...values, { key: String(Math.max(-1, ...keys) + 1), name: '' }] });
  };
  const remove = (index: number): void => {
    onForm({ ...form, values: values.filter((_, at) => at !== index) });
    group.current?.querySelector<HTMLElement>('.add')?.focus();
  };
  const said = (field: string) => {
    const problem = problemOf(field);
    return problem !== undefined && <small class="is-problem">{problem}</small>;
  };
  return (
    <fieldset ref={group} class="values">
      <legend>{texts.values}</legend>
      <div class="value" aria-hidden="true">
        <small>{texts.valueKey}</small>
        <small>{texts.valueName}</small>
      </div>
      {values.map((row, index) => (
        <div key={index} class="value field">
          <span>
            <input
              type="text"
              inputMode="text"
              class="code"
              autocomplete="off"
              aria-label={texts.keyOf(index + 1)}
              aria-invalid={problemOf(`values.${index}.key`) !== undefined}
              value={row.key}
              onInput={({ currentTarget }) => change(index, { key: currentTarget.value })}
            />
            {said(`values.${index}.key`)}
          </span>
          <span>
            <input
              type="text"
              autocomplete="off"
              aria-label={texts.nameOf(index + 1)}
              aria-invalid={problemOf(`values.${index}.name`) !== undefined}
              value={row.name}
              onInput={({ currentTarget }) => change(index, { name: currentTarget.value })}
            />
            {said(`values.${index}.name`)}
          </span>
          <button
            type="button"
            class="quiet"
            aria-label={texts.removeValue(index + 1)}
            onClick={() => remove(index)}
          >
            ×
          </button>
        </div>
      ))}
      <div class="field">
        {said('values')}
        <span>
          <button type="button" class="add" onClick={add}>
            {texts.addValue}
          </button>
        </span>
      </div>
    </fieldset>
  );
}

import { useId } from 'preact/hooks';
import { Field, TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import type { FormPart } from './form-part.ts';

/** Bounds, step and unit of a number. */
export function NumberFields({ form, onForm, problemOf }: FormPart) {
  const { form: texts } = useTexts().product;
  const bound = (name: 'min' | 'max' | 'step') => (
    <TextField
      label={texts[name]}
      placeholder={texts.noLimit}
      problem={problemOf(name)}
      inputMode="text"
      value={form[name]}
      onValue={(value) => onForm({ ...form, [name]: value })}
    />
  );
  return (
    <>
      <div class="bounds">
        {bound('min')}
        {bound('max')}
        {bound('step')}
      </div>
      <UnitFields form={form} onForm={onForm} problemOf={problemOf} />
    </>
  );
}

/** The name of a known unit comes by itself; another can be typed. */
function UnitFields({ form, onForm, problemOf }: FormPart) {
  const { form: texts, units } = useTexts().product;
  const list = useId();
  const nameOf = (unit: string): string => (Object.hasOwn(units, unit) ? (units[unit] ?? '') : '');
  const changeUnit = (unit: string): void => {
    const isOwnName = form.unitName !== '' && form.unitName !== nameOf(form.unit);
    onForm({ ...form, unit, unitName: isOwnName ? form.unitName : nameOf(unit) });
  };
  return (
    <div class="fields">
      <Field label={texts.unit} problem={problemOf('unit')}>
        {(ids) => (
          <input
            type="text"
            list={list}
            autocomplete="off"
            spellcheck={false}
            value={form.unit}
            onInput={({ currentTarget }) => changeUnit(currentTarget.value)}
            {...ids}
          />
        )}
      </Field>
      <datalist id={list}>
        {Object.entries(units).map(([unit, name]) => (
          <option key={unit} value={unit}>
            {name}
          </option>
        ))}
      </datalist>
      <TextField
        label={texts.unitName}
        value={form.unitName}
        onValue={(unitName) => onForm({ ...form, unitName })}
      />
    </div>
  );
}

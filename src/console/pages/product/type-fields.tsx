import type { TslProperty } from '../../../emulator/api/shapes.ts';
import { Select, TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { EnumRows } from './enum-rows.tsx';
import type { FormPart } from './form-part.ts';
import { NumberFields } from './number-fields.tsx';
import { FORM_TYPES, isFormType, isNumberType } from './property-form.ts';

/** The data type of a property, and what belongs to the one that is chosen. */
export function TypeFields({ property, ...part }: FormPart & { property: TslProperty | undefined }) {
  const { form: texts } = useTexts().product;
  const { form, onForm } = part;
  if (!isFormType(form.type)) {
    return (
      <div class="field">
        <span>
          {texts.type}: {texts.types[form.type] ?? form.type}
        </span>
        <small>{texts.fixedType}</small>
        <pre class="code fixed-type">{JSON.stringify(property?.dataType, null, 2)}</pre>
      </div>
    );
  }
  return (
    <>
      <Select
        label={texts.type}
        hint={property === undefined ? texts.otherTypes : undefined}
        value={form.type}
        options={FORM_TYPES.map((type) => [type, texts.types[type] ?? type] as const)}
        onValue={(type) => onForm({ ...form, type })}
      />
      <SpecFields {...part} />
    </>
  );
}

function SpecFields(part: FormPart) {
  const { form: texts } = useTexts().product;
  const { form, onForm, problemOf } = part;
  if (isNumberType(form.type)) return <NumberFields {...part} />;
  switch (form.type) {
    case 'bool':
      return (
        <div class="fields">
          <TextField
            label={texts.off}
            problem={problemOf('off')}
            value={form.off}
            onValue={(off) => onForm({ ...form, off })}
          />
          <TextField
            label={texts.on}
            problem={problemOf('on')}
            value={form.on}
            onValue={(on) => onForm({ ...form, on })}
          />
        </div>
      );
    case 'enum':
      return <EnumRows {...part} />;
    case 'text':
      return (
        <TextField
          label={texts.length}
          hint={texts.lengthHint}
          problem={problemOf('length')}
          inputMode="numeric"
          value={form.length}
          onValue={(length) => onForm({ ...form, length })}
        />
      );
    default:
      return null;
  }
}

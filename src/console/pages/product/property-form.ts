import type { TslProperty } from '../../../emulator/api/shapes.ts';
import { membersOf, objectText } from '../../json-text.ts';
import { descriptionText, entriesOf, nameText, specText } from './property-text.ts';

/** The types that the form knows. */
export const FORM_TYPES = ['int', 'float', 'double', 'bool', 'enum', 'text', 'date'] as const;

/** One value of an enum, as it is typed. */
export interface EnumRow {
  readonly key: string;
  readonly name: string;
}

/** A property as a person edits it: all that can be typed is text, empty where the model says nothing. */
export interface PropertyForm {
  readonly name: string;
  readonly identifier: string;
  /** One of {@link FORM_TYPES}; another type stays as it is. */
  readonly type: string;
  readonly min: string;
  readonly max: string;
  readonly step: string;
  readonly unit: string;
  readonly unitName: string;
  /** Names of the values 0 and 1 of a bool. */
  readonly off: string;
  readonly on: string;
  readonly values: readonly EnumRow[];
  readonly length: string;
  readonly accessMode: 'r' | 'rw';
  readonly required: boolean;
  readonly description: string;
}

/** A new property. Read-only: over HTTPS nothing can be set. */
export const NEW_PROPERTY: PropertyForm = {
  name: '',
  identifier: '',
  type: 'int',
  min: '',
  max: '',
  step: '',
  unit: '',
  unitName: '',
  off: '',
  on: '',
  values: [
    { key: '0', name: '' },
    { key: '1', name: '' },
  ],
  length: '10240',
  accessMode: 'r',
  required: false,
  description: '',
};

/** Whether the form can edit values of a type; of others it edits all but the type. */
export function isFormType(type: string): boolean {
  return FORM_TYPES.some((known) => known === type);
}

/** Whether a type is a number's. */
export function isNumberType(type: string): boolean {
  return type === 'int' || type === 'float' || type === 'double';
}

/** The form of a property. What its type does not have is as in a new one, so that another type can be chosen. */
export function readProperty(property: TslProperty): PropertyForm {
  const { type, specs } = property.dataType;
  const isNumber = isNumberType(type);
  const text = (isThere: boolean, name: string): string => (isThere ? specText(specs, name) : '');
  return {
    name: nameText(property),
    identifier: property.identifier,
    type,
    min: text(isNumber, 'min'),
    max: text(isNumber, 'max'),
    step: text(isNumber, 'step'),
    unit: text(isNumber, 'unit'),
    unitName: text(isNumber, 'unitName'),
    off: text(type === 'bool', '0'),
    on: text(type === 'bool', '1'),
    values:
      type === 'enum'
        ? entriesOf(specs).map(([key, name]) => ({ key, name: String(name) }))
        : NEW_PROPERTY.values,
    length: text(type === 'text', 'length') || NEW_PROPERTY.length,
    accessMode: property.accessMode === 'r' ? 'r' : 'rw',
    required: property.required === true,
    description: descriptionText(property),
  };
}

/** The form without blanks around what was typed. */
export function trimForm(form: PropertyForm): PropertyForm {
  const trimmed = Object.entries(form).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.trim() : value,
  ]);
  const values = form.values.map(({ key, name }) => ({ key: key.trim(), name: name.trim() }));
  return { ...(Object.fromEntries(trimmed) as PropertyForm), values };
}

/**
 * The form of a property that was changed elsewhere while it was edited: what was not touched in the form is as the
 * property has it now.
 * @param form as it was edited
 * @param opened as it was before
 * @param now the form of the property as it is
 */
export function rebaseForm(form: PropertyForm, opened: PropertyForm, now: PropertyForm): PropertyForm {
  const names = Object.keys(form) as (keyof PropertyForm)[];
  const isTouched = (name: keyof PropertyForm): boolean =>
    JSON.stringify(form[name]) !== JSON.stringify(opened[name]);
  return Object.fromEntries(
    names.map((name) => [name, isTouched(name) ? form[name] : now[name]]),
  ) as unknown as PropertyForm;
}

/**
 * The JSON of the property that a form describes.
 * @param before the property that is edited, as JSON: what the form did not change of it stays as it is written
 */
export function writeProperty(form: PropertyForm, before?: string): string {
  const members = membersOf(before ?? '{}');
  const old = before === undefined ? undefined : readProperty(JSON.parse(before));
  const put = (key: string, name: keyof PropertyForm): void => {
    if (form[name] !== old?.[name]) setOrDelete(members, key, form[name]);
  };
  put('identifier', 'identifier');
  put('name', 'name');
  put('accessMode', 'accessMode');
  put('required', 'required');
  put('desc', 'description');
  const dataType = writeDataType(form, old, members.get('dataType'));
  return objectText(dataType === undefined ? members : members.set('dataType', dataType));
}

/** Undefined where the type stays as it is. */
function writeDataType(
  form: PropertyForm,
  old: PropertyForm | undefined,
  before: string | undefined,
): string | undefined {
  const isSameType = form.type === old?.type;
  const written = specsOf(form);
  const was = isSameType ? specsOf(old) : undefined;
  if (was !== undefined && JSON.stringify(was) === JSON.stringify(written)) return undefined;
  const members = membersOf(before ?? '{}');
  // An enum's values are its specs as a whole, in the order of the form; all else may stand beside things not known here.
  const keeps = isSameType && form.type !== 'enum';
  const specs = membersOf((keeps ? members.get('specs') : undefined) ?? '{}');
  for (const [key, value] of written) {
    if (value !== was?.find(([name]) => name === key)?.[1]) setOrDelete(specs, key, value);
  }
  members.set('type', JSON.stringify(form.type)).set('specs', objectText(specs));
  return objectText(members);
}

/** What a form says of its type, in the order of the platform's own models, all as text. */
function specsOf(form: PropertyForm): (readonly [key: string, value: string])[] {
  switch (form.type) {
    case 'int':
    case 'float':
    case 'double':
      return (['min', 'max', 'step', 'unit', 'unitName'] as const).map((name) => [name, form[name]]);
    case 'bool':
      return [
        ['0', form.off],
        ['1', form.on],
      ];
    case 'enum':
      return form.values.map(({ key, name }) => [String(Number(key)), name]);
    case 'text':
      return [['length', form.length]];
    default:
      return [];
  }
}

function setOrDelete(members: Map<string, string>, key: string, value: unknown): void {
  if (value === '') members.delete(key);
  else members.set(key, JSON.stringify(value));
}

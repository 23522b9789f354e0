import type { ProblemJson } from '../../../emulator/api/shapes.ts';
import { isNumberType, type PropertyForm } from './property-form.ts';

/** What can be wrong with a field; the texts of the page say each in words. */
export type FieldProblem =
  | 'missing'
  | 'nameLong'
  | 'identifier'
  | 'reserved'
  | 'taken'
  | 'number'
  | 'whole'
  | 'beyondType'
  | 'minAboveMax'
  | 'step'
  | 'length'
  | 'key'
  | 'keyTwice'
  | 'noValues'
  | 'manyValues';

/** By field: a name of the form's, or `values.INDEX.key` and `values.INDEX.name` for a value of an enum. */
export type FieldProblems = ReadonlyMap<string, FieldProblem>;

const LONGEST_NAME = 30;
const LONGEST_TEXT = 10_240;
/** Limits page: values of an enum. */
const MOST_VALUES = 100;
const IDENTIFIER = /^(?:\w{1,50}:)?\w{1,50}$/;
const RESERVED = ['set', 'get', 'post', 'time', 'value'];
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const WHOLE = /^[+-]?\d+$/;
const INT = { min: -(2 ** 31), max: 2 ** 31 - 1 };
/** The greatest value of each number type; that of float as the platform's own tools print it. */
const GREATEST: Readonly<Record<string, number>> = {
  int: INT.max,
  float: 3.4028235e38,
  double: Number.MAX_VALUE,
};

/**
 * What is wrong with a form, by field, as the platform checks a property.
 * @param form without blanks around its texts
 * @param taken the identifiers of the other properties
 */
export function checkForm(form: PropertyForm, taken: readonly string[]): FieldProblems {
  const problems = new Map<string, FieldProblem>();
  const note = (field: string, problem: FieldProblem | undefined): void => {
    if (problem !== undefined && !problems.has(field)) problems.set(field, problem);
  };
  note('name', form.name === '' ? 'missing' : [...form.name].length > LONGEST_NAME ? 'nameLong' : undefined);
  note('identifier', problemOfIdentifier(form.identifier, taken));
  if (isNumberType(form.type)) {
    for (const name of ['min', 'max', 'step'] as const) note(name, problemOfNumber(form[name], form.type));
    if (problems.get('step') === undefined && form.step !== '' && Number(form.step) <= 0)
      note('step', 'step');
    const isBounded = form.min !== '' && form.max !== '' && !problems.has('min') && !problems.has('max');
    if (isBounded && Number(form.min) > Number(form.max)) note('max', 'minAboveMax');
  }
  if (form.type === 'bool') {
    for (const name of ['off', 'on'] as const) note(name, form[name] === '' ? 'missing' : undefined);
  }
  if (form.type === 'text') note('length', problemOfLength(form.length));
  if (form.type === 'enum') checkValues(form, note);
  return problems;
}

/**
 * The field that something the emulator found wrong is about; undefined where the form has none for it.
 * @param index which property of the draft the form's is
 */
export function fieldOfIssue(
  { path }: NonNullable<ProblemJson['issues']>[number],
  { type }: PropertyForm,
  index: number,
): string | undefined {
  const start = `properties[${index}].`;
  if (!path.startsWith(start)) return undefined;
  const place = path.slice(start.length);
  if (place === 'identifier' || place === 'accessMode' || place === 'name') return place;
  const spec = /^dataType\.specs(?:\.(.+))?$/.exec(place);
  if (spec === null) return undefined;
  const name = spec[1];
  if (isNumberType(type))
    return name === undefined ? 'max' : ['min', 'max', 'step', 'unit'].find((one) => one === name);
  if (type === 'text') return name === 'length' ? name : undefined;
  if (type === 'enum') return 'values';
  if (type === 'bool') return name === '0' ? 'off' : name === '1' ? 'on' : undefined;
  return undefined;
}

function problemOfIdentifier(identifier: string, taken: readonly string[]): FieldProblem | undefined {
  if (identifier === '') return 'missing';
  if (!IDENTIFIER.test(identifier)) return 'identifier';
  if (RESERVED.includes(identifier)) return 'reserved';
  return taken.includes(identifier) ? 'taken' : undefined;
}

function problemOfNumber(text: string, type: string): FieldProblem | undefined {
  if (text === '') return undefined;
  if (!NUMBER.test(text)) return 'number';
  if (type === 'int' && !WHOLE.test(text)) return 'whole';
  const number = Number(text);
  const least = type === 'int' ? INT.min : -(GREATEST[type] ?? 0);
  return number > (GREATEST[type] ?? 0) || number < least ? 'beyondType' : undefined;
}

function problemOfLength(text: string): FieldProblem | undefined {
  const isRight = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_TEXT;
  return isRight ? undefined : 'length';
}

function checkValues(
  { values }: PropertyForm,
  note: (field: string, problem: FieldProblem | undefined) => void,
): void {
  if (values.length === 0) note('values', 'noValues');
  if (values.length > MOST_VALUES) note('values', 'manyValues');
  const seen = new Set<number>();
  for (const [index, { key, name }] of values.entries()) {
    const isKey = /^-?\d{1,10}$/.test(key) && Number(key) >= INT.min && Number(key) <= INT.max;
    note(`values.${index}.key`, !isKey ? 'key' : seen.has(Number(key)) ? 'keyTwice' : undefined);
    note(`values.${index}.name`, name === '' ? 'missing' : undefined);
    seen.add(Number(key));
  }
}

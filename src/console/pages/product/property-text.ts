import type { TslProperty } from '../../../emulator/api/shapes.ts';

/** What is said of a type; the console of the platform calls its int by the number of its bits. */
const TYPE_NAMES: Readonly<Record<string, string>> = { int: 'int32' };

type Typed = Pick<TslProperty, 'dataType'>;

/** What a property is called: its identifier where the model has no name for it. */
export function nameText({ name, identifier }: Pick<TslProperty, 'name' | 'identifier'>): string {
  return typeof name === 'string' && name !== '' ? name : identifier;
}

/** What the model says of a property; empty where it says nothing. */
export function descriptionText({ desc }: Pick<TslProperty, 'desc'>): string {
  return typeof desc === 'string' ? desc : '';
}

/** The data type as the platform's console calls it: `int32`, `float`, `enum`. */
export function typeText({ dataType: { type } }: Typed): string {
  return TYPE_NAMES[type] ?? type;
}

/** What a value may be: `-10 … 50`, `0: Off, 1: On`, `≤ 128` characters or items; empty where the model says nothing. */
export function rangeText({ dataType: { type, specs } }: Typed): string {
  switch (type) {
    case 'int':
    case 'float':
    case 'double':
      return boundsText(specText(specs, 'min'), specText(specs, 'max'));
    case 'bool':
    case 'enum':
      return entriesOf(specs)
        .map(([key, name]) => `${key}: ${String(name)}`)
        .join(', ');
    case 'text':
      return boundsText('', specText(specs, 'length'));
    case 'struct':
      return Array.isArray(specs) ? specs.map(memberText).join(', ') : '';
    case 'array':
      return itemText(specs);
    default:
      return '';
  }
}

/** The step of a number; empty where there is none. */
export function stepText({ dataType: { specs } }: Typed): string {
  return specText(specs, 'step');
}

/** The symbol of the unit, or its name where it has none; empty without a unit. */
export function unitText({ dataType: { specs } }: Typed): string {
  return specText(specs, 'unit') || specText(specs, 'unitName');
}

/** One of the specs as text, whether it is written as text or as a number; empty where it is missing. */
export function specText(specs: unknown, name: string): string {
  const value = isObject(specs) && Object.hasOwn(specs, name) ? specs[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The specs of a bool or an enum: its values and their names. */
export function entriesOf(specs: unknown): [key: string, name: unknown][] {
  return isObject(specs) ? Object.entries(specs) : [];
}

/** Its parts stay on one line. */
function boundsText(min: string, max: string): string {
  if (min === '') return max === '' ? '' : `≤\u00a0${max}`;
  return max === '' ? `≥\u00a0${min}` : `${min}\u00a0…\u00a0${max}`;
}

function memberText(member: unknown): string {
  return isObject(member) ? String(member['identifier']) : '';
}

function itemText(specs: unknown): string {
  const item = isObject(specs) && isObject(specs['item']) ? specs['item'] : {};
  const type = typeText({ dataType: { type: String(item['type'] ?? '') } });
  return [boundsText('', specText(specs, 'size')), type].filter(Boolean).join(' × ');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

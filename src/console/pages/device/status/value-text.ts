import type { Formats } from '../../../i18n/texts.ts';
import type { PropertySpecs } from './property-specs.ts';

/** Beyond these, digits are written as a power of ten. */
const GREATEST_PLAIN = 1e15;
const LEAST_PLAIN = 1e-6;

/** Texts are cut here; the log has them whole. */
const MOST_CHARACTERS = 300;

/** A value as people read it: choices by name, numbers with the places of the model's step, all else as JSON has it. */
export function valueText(
  value: unknown,
  { kind, decimals, names }: PropertySpecs,
  formats: Pick<Formats, 'number' | 'time'>,
): string {
  const choice = kind === 'choice' ? names.get(Number(value)) : undefined;
  if (choice !== undefined && choice !== '') return choice;
  if (typeof value === 'number') return numberText(value, decimals, formats);
  if (kind === 'date' && typeof value === 'string' && /^\d{1,15}$/.test(value)) {
    return formats.time(Number(value));
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

function numberText(value: number, decimals: number, formats: Pick<Formats, 'number'>): string {
  const size = Math.abs(value);
  if (size >= GREATEST_PLAIN || (size > 0 && size < LEAST_PLAIN)) return String(value);
  const text = formats.number(value);
  if (decimals === 0) return text;
  const [whole = '', places = ''] = text.split('.');
  return `${whole}.${places.padEnd(decimals, '0')}`;
}

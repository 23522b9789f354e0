import { formatDecimal, fromNumber } from './decimal.ts';
import type { DataType } from './model.ts';

/** A value of a property as this program makes them; numbers are plain numbers. */
export type Value = number | string | readonly Value[] | { readonly [member: string]: Value };

/**
 * Writes a value as the JSON text of its type: `22` for int, bool and enum, `22.0` for float and double (the Alink
 * document wants at least one decimal digit), never an exponent. A value of another kind than its type is written
 * as it is, so that wrong values can be sent on purpose.
 */
export function writeValue(dataType: DataType, value: Value): string {
  if (typeof value === 'number') return writeNumber(dataType, value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const item = dataType.type === 'array' ? dataType.item : dataType;
    return `[${value.map((element) => writeValue(item, element)).join(',')}]`;
  }
  const members = dataType.type === 'struct' ? dataType.members : [];
  const written = Object.entries(value as Readonly<Record<string, Value>>).map(([identifier, member]) => {
    const type = members.find((candidate) => candidate.identifier === identifier)?.dataType ?? dataType;
    return `${JSON.stringify(identifier)}:${writeValue(type, member)}`;
  });
  return `{${written.join(',')}}`;
}

function writeNumber(dataType: DataType, value: number): string {
  const short = String(value);
  const text = Number.isFinite(value) && !short.includes('e') ? short : formatDecimal(fromNumber(value));
  const isWhole = !text.includes('.');
  return isWhole && (dataType.type === 'float' || dataType.type === 'double') ? `${text}.0` : text;
}

import { isJsonObject, type Json, JsonNumber } from '../json.ts';
import { compareDecimals, type Decimal, fromNumber, parseDecimal } from '../tsl/decimal.ts';

/** Whether two values are the same, numbers by what they are worth, exactly: 22 is 22.0, and 0.1 nothing near it. */
export function isSameValue(left: Json, right: Json): boolean {
  if (left === right) return true;
  const numbers = [toDecimal(left), toDecimal(right)];
  const [a, b] = numbers;
  if (a !== undefined && b !== undefined) return compareDecimals(a, b) === 0;
  if (left instanceof JsonNumber && right instanceof JsonNumber) return left.text === right.text;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSameValue(item, right[index]));
  }
  if (!isJsonObject(left) || !isJsonObject(right) || left.size !== right.size) return false;
  return [...left].every(([key, item]) => {
    const other = right.get(key);
    return other !== undefined && isSameValue(item, other);
  });
}

/** Undefined for what is no number, and for one of an exponent that no value comes near. */
function toDecimal(value: Json): Decimal | undefined {
  if (typeof value === 'number') return fromNumber(value);
  return value instanceof JsonNumber ? parseDecimal(value.text) : undefined;
}

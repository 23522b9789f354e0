import { isJsonObject, type Json, JsonNumber, toNumber } from '../json.ts';
import { compareDecimals, fromNumber, parseDecimal } from './decimal.ts';
import type { ArrayType, ChoiceType, DataType, NumberType, StructType } from './model.ts';
import { TYPE_RANGES } from './type-ranges.ts';

/** Why a value does not fit its type. */
export interface Mismatch {
  readonly code: number;
  /** The platform's words, without the identifier. */
  readonly message: string;
  /** `type`: another type than declared; `specs`: the right type, beyond its range, length or values. */
  readonly kind: 'type' | 'specs';
}

/**
 * Compares a value with its declared type: undefined when it fits.
 * Codes: device-side error codes page. The words for a wrong type come from real traces; those for a range are
 * unconfirmed, and our choice follows the same pattern.
 */
export function checkValue(dataType: DataType, value: Json): Mismatch | undefined {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
      return checkNumber(dataType, value);
    case 'text':
      if (typeof value !== 'string') return wrongType(6310, 'data type is not string');
      // A character takes one or two places in a string, so only a long string must be counted.
      return value.length > dataType.length && [...value].length > dataType.length
        ? wrongSpecs(6310, `string length is bigger than max ${dataType.length}`)
        : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{1,16}$/.test(value)
        ? undefined
        : wrongType(6311, 'data type is not date');
    case 'bool':
    case 'enum':
      return checkChoice(dataType, value);
    case 'struct':
      return checkStruct(dataType, value);
    case 'array':
      return checkArray(dataType, value);
  }
}

const wrongType = (code: number, words: string): Mismatch => ({
  code,
  message: `tsl parse: ${words}`,
  kind: 'type',
});
const wrongSpecs = (code: number, words: string): Mismatch => ({
  code,
  message: `tsl parse: ${words}`,
  kind: 'specs',
});

const numberCodes = { int: 6306, float: 6307, double: 6322 } as const;

const largest = { float: Number(TYPE_RANGES.float.max), double: Number(TYPE_RANGES.double.max) };

function checkNumber({ type, min, max }: NumberType, value: Json): Mismatch | undefined {
  const code = numberCodes[type];
  const number = toNumber(value);
  const isRightType =
    number !== undefined && (type === 'int' ? isInt(value) : Math.abs(number) <= largest[type]);
  if (!isRightType) return wrongType(code, `data type is not ${type}`);
  if (max !== undefined && compareWithBound(value, { number, bound: max }) > 0)
    return wrongSpecs(code, `${type} value is bigger than max ${max}`);
  if (min !== undefined && compareWithBound(value, { number, bound: min }) < 0)
    return wrongSpecs(code, `${type} value is smaller than min ${min}`);
  return undefined;
}

/** Compares exactly. Rounding to binary keeps the order of two decimals or makes them equal: only then they are read. */
function compareWithBound(value: Json, { number, bound }: { number: number; bound: string }): number {
  const rounded = Number(bound);
  if (number < rounded) return -1;
  if (number > rounded) return 1;
  const exact = (value instanceof JsonNumber ? parseDecimal(value.text) : undefined) ?? fromNumber(number);
  const end = parseDecimal(bound);
  return end ? compareDecimals(exact, end) : 0;
}

/** Whole, within 32 bits, and written without a point: `22.0` is no int to the platform's parser. */
function isInt(value: Json): boolean {
  if (typeof value !== 'number') return false;
  return (
    Number.isInteger(value) && value >= Number(TYPE_RANGES.int.min) && value <= Number(TYPE_RANGES.int.max)
  );
}

function checkChoice({ type, labels }: ChoiceType, value: Json): Mismatch | undefined {
  const isWhole = isInt(value);
  if (type === 'bool') {
    if (!isWhole) return wrongType(6308, 'value of bool type must be int');
    return value === 0 || value === 1 ? undefined : wrongSpecs(6308, 'bool value must be 0 or 1');
  }
  if (!isWhole) return wrongType(6309, 'data type is not enum');
  return labels.has(value as number) ? undefined : wrongSpecs(6309, 'enum value is not defined');
}

function checkStruct({ members }: StructType, value: Json): Mismatch | undefined {
  if (!isJsonObject(value)) return wrongType(6312, 'data type is not struct');
  let result: Mismatch | undefined;
  for (const [identifier, member] of value) {
    const declared = members.find((candidate) => candidate.identifier === identifier);
    const mismatch = declared
      ? checkValue(declared.dataType, member)
      : wrongType(6304, `params not exist in struct -> ${identifier}`);
    if (mismatch?.kind === 'type') return mismatch;
    result ??= mismatch;
  }
  return result;
}

function checkArray({ size, item }: ArrayType, value: Json): Mismatch | undefined {
  if (!Array.isArray(value)) return wrongType(6328, 'data type is not array');
  let result: Mismatch | undefined;
  for (const element of value) {
    const mismatch = checkValue(item, element);
    if (mismatch?.kind === 'type') return inArray(mismatch);
    if (mismatch) result ??= inArray(mismatch);
  }
  return value.length > size ? wrongSpecs(6324, `array size is bigger than max ${size}`) : result;
}

function inArray({ message, kind }: Mismatch): Mismatch {
  return { code: 6324, message: message.replace('tsl parse: ', 'tsl parse: array element: '), kind };
}

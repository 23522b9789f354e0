import { isJsonObject, type Json, parseJson, scalarText, toNumber } from '../json.ts';
import { decimalToNumber, parseDecimal } from '../tsl/decimal.ts';
import type { ArrayType, ChoiceType, DataType, StructType, TextType } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';

/** A recorded value of a property: neither where there is none, a problem where it cannot be one. */
export interface RecordedValue {
  readonly value?: Value;
  readonly problem?: string;
}

/** A time that means the same everywhere, since it names its zone. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a value from text, such as the cell of a CSV; a struct or an array is JSON there. Empty text is no value, blanks
 * around it are none of it, unless it is to be text.
 */
export function readTextValue(dataType: DataType, text: string): RecordedValue {
  if (dataType.type === 'text') return text === '' ? {} : checkText(dataType, text);
  const cell = text.trim();
  if (cell === '') return {};
  const quoted = JSON.stringify(cell);
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double': {
      const decimal = parseDecimal(cell);
      const value = decimal === undefined ? Number.NaN : decimalToNumber(decimal);
      return Number.isFinite(value) ? { value } : { problem: `${quoted} is not a number` };
    }
    case 'bool':
    case 'enum': {
      const keys = keysOf(dataType);
      const key = keys.find((candidate) => String(candidate) === cell);
      return key === undefined ? { problem: `${quoted} is none of ${keys.join(', ')}` } : { value: key };
    }
    case 'date': {
      if (/^\d{1,16}$/.test(cell)) return { value: cell };
      const time = ISO_TIME.test(cell) ? Date.parse(cell) : Number.NaN;
      return time >= 0
        ? { value: String(time) }
        : { problem: `${quoted} is no time: write 2026-01-31T12:00:00Z` };
    }
    case 'struct':
    case 'array':
      return readJsonText(dataType, cell);
  }
}

/** Reads a value from JSON; null is no value. */
export function readJsonValue(dataType: DataType, json: Json): RecordedValue {
  if (json === null) return {};
  switch (dataType.type) {
    case 'text':
      return typeof json === 'string' ? checkText(dataType, json) : { problem: `${show(json)} is no text` };
    case 'struct':
      return readStruct(dataType, json);
    case 'array':
      return readArray(dataType, json);
    case 'bool':
      if (typeof json === 'boolean') return { value: json ? 1 : 0 };
      break;
    case 'int':
    case 'float':
    case 'double': {
      const number = toNumber(json);
      if (number !== undefined && Number.isFinite(number)) return { value: number };
      break;
    }
  }
  const text = scalarText(json);
  return text === undefined
    ? { problem: `${show(json)} is no ${dataType.type}` }
    : readTextValue(dataType, text);
}

function keysOf({ type, labels }: ChoiceType): number[] {
  return type === 'bool' ? [0, 1] : [...labels.keys()];
}

function checkText({ length }: TextType, text: string): RecordedValue {
  return [...text].length <= length ? { value: text } : { problem: `has more than ${length} characters` };
}

function readJsonText(dataType: StructType | ArrayType, text: string): RecordedValue {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    return { problem: `is no JSON of a ${dataType.type}: ${(error as Error).message}` };
  }
  return readJsonValue(dataType, json);
}

/** Members are read one by one; those without a value are left out. */
function readStruct({ members }: StructType, json: Json): RecordedValue {
  if (!isJsonObject(json)) return { problem: `${show(json)} is no struct: write {"member":1}` };
  const value = new Map<string, Value>();
  for (const [identifier, member] of json) {
    const declared = members.find((candidate) => candidate.identifier === identifier);
    if (declared === undefined) return { problem: `has no member ${identifier}` };
    const read = readJsonValue(declared.dataType, member);
    if (read.problem !== undefined) return { problem: `${identifier}: ${read.problem}` };
    if (read.value !== undefined) value.set(identifier, read.value);
  }
  return { value: Object.fromEntries(value) };
}

function readArray({ size, item }: ArrayType, json: Json): RecordedValue {
  if (!Array.isArray(json)) return { problem: `${show(json)} is no array: write [1,2]` };
  if (json.length > size) return { problem: `has more than ${size} elements` };
  const value: Value[] = [];
  for (const [index, element] of json.entries()) {
    const read = readJsonValue(item, element);
    if (read.value === undefined) return { problem: `element ${index}: ${read.problem ?? 'has no value'}` };
    value.push(read.value);
  }
  return { value };
}

/** What was found, short. */
function show(json: Json): string {
  if (isJsonObject(json)) return 'an object';
  if (Array.isArray(json)) return 'an array';
  const text = scalarText(json);
  return text === undefined ? String(json) : typeof json === 'string' ? JSON.stringify(json) : text;
}

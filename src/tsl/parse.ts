import { isIdentifier } from '../identifier.ts';
import type { Issue } from '../issues.ts';
import { isJsonObject, type Json, type JsonObject, parseJson, scalarText, writeJson } from '../json.ts';
import { compareDecimals, type Decimal, parseDecimal } from './decimal.ts';
import type {
  ArrayType,
  ChoiceType,
  DataType,
  EventFeature,
  Feature,
  NumberType,
  Property,
  StructType,
  TextType,
  ThingModel,
} from './model.ts';
import { TYPE_RANGES } from './type-ranges.ts';

/** Sources of the rules below: those of the rule for identifiers. */
const RESERVED = new Set(['set', 'get', 'post', 'time', 'value']);
const DATA_TYPES = ['int', 'float', 'double', 'text', 'date', 'bool', 'enum', 'struct', 'array'];
const ARRAY_ITEM_TYPES = ['int', 'float', 'double', 'text', 'struct'];
const EVENT_TYPES = ['info', 'alert', 'error'] as const;
const LONGEST_TEXT = 10_240;
const LARGEST_ARRAY = 512;

/**
 * Reads the thing model (TSL) that the console exports as JSON.
 * @returns the model, or every problem it has
 */
export function parseThingModel(text: string): { model: ThingModel } | { issues: Issue[] } {
  let value: Json;
  try {
    value = parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { issues: [{ path: '', message: `is not JSON: ${(error as SyntaxError).message}` }] };
  }
  if (!isJsonObject(value)) return { issues: [{ path: '', message: 'is not a JSON object' }] };
  const parser = createParser();
  const model = parser.readModel(value);
  return parser.issues.length > 0 ? { issues: parser.issues } : { model };
}

/** Collects the issues of one model while it is read. A part that cannot be read is left out of the result. */
function createParser() {
  const issues: Issue[] = [];
  const report = (path: string, message: string): undefined => {
    issues.push({ path, message });
  };

  const readModel = (root: JsonObject): ThingModel => {
    const profile = root.get('profile');
    const productKey = isJsonObject(profile) ? profile.get('productKey') : undefined;
    const properties = root.get('properties');
    if (properties === undefined) report('properties', 'is missing: this is no thing model (TSL)');
    else if (!Array.isArray(properties)) report('properties', 'is not an array');
    return {
      productKey: typeof productKey === 'string' ? productKey : undefined,
      properties: Array.isArray(properties) ? readAll(properties, 'properties', readProperty) : new Map(),
      events: readAll(root.get('events'), 'events', readEvent),
    };
  };

  /** Reads a list of features; two with the same identifier are an issue. */
  const readAll = <T extends { identifier: string }>(
    list: Json | undefined,
    path: string,
    read: (item: JsonObject, path: string) => T | undefined,
  ): Map<string, T> => {
    const result = new Map<string, T>();
    if (list === undefined || list === null) return result;
    if (!Array.isArray(list)) {
      report(path, 'is not an array');
      return result;
    }
    for (const [index, item] of list.entries()) {
      const place = `${path}[${index}]`;
      const feature = isJsonObject(item) ? read(item, place) : report(place, 'is not an object');
      if (feature === undefined) continue;
      if (result.has(feature.identifier)) {
        report(`${place}.identifier`, `"${feature.identifier}" stands twice`);
      }
      result.set(feature.identifier, feature);
    }
    return result;
  };

  const readIdentifier = (item: JsonObject, path: string): string | undefined => {
    const identifier = item.get('identifier');
    if (typeof identifier !== 'string' || !isIdentifier(identifier)) {
      return report(`${path}.identifier`, 'must be 1 to 50 letters, digits or underscores');
    }
    return identifier;
  };

  const readFeature = (item: JsonObject, path: string): Feature | undefined => {
    const identifier = readIdentifier(item, path);
    if (identifier !== undefined && RESERVED.has(identifier)) {
      report(`${path}.identifier`, `"${identifier}" is reserved by the platform`);
    }
    const dataType = readDataType(item.get('dataType'), `${path}.dataType`);
    if (identifier === undefined || dataType === undefined) return undefined;
    const name = item.get('name');
    return { identifier, name: typeof name === 'string' ? name : identifier, dataType };
  };

  const readProperty = (item: JsonObject, path: string): Property | undefined => {
    const feature = readFeature(item, path);
    const accessMode = item.get('accessMode') ?? 'rw';
    if (accessMode !== 'r' && accessMode !== 'rw') {
      return report(`${path}.accessMode`, 'must be "r" or "rw"');
    }
    return feature && { ...feature, accessMode, required: item.get('required') === true };
  };

  const readEvent = (item: JsonObject, path: string): EventFeature | undefined => {
    const identifier = readIdentifier(item, path);
    const type = EVENT_TYPES.find((candidate) => candidate === item.get('type'));
    if (type === undefined) report(`${path}.type`, `must be one of ${EVENT_TYPES.join(', ')}`);
    const outputs = [...readAll(item.get('outputData'), `${path}.outputData`, readFeature).values()];
    if (identifier === undefined || type === undefined) return undefined;
    const name = item.get('name');
    return { identifier, name: typeof name === 'string' ? name : identifier, type, outputs };
  };

  const readDataType = (value: Json | undefined, path: string): DataType | undefined => {
    if (!isJsonObject(value)) return report(path, 'is missing or not an object');
    const specs = value.get('specs');
    const type = value.get('type');
    switch (type) {
      case 'int':
      case 'float':
      case 'double':
        return readNumber(type, specs, `${path}.specs`);
      case 'text':
        return readText(specs, `${path}.specs`);
      case 'date':
        return { type };
      case 'bool':
      case 'enum':
        return readChoice(type, specs, `${path}.specs`);
      case 'struct':
        return readStruct(specs, `${path}.specs`);
      case 'array':
        return readArray(specs, `${path}.specs`);
      default:
        return report(`${path}.type`, `must be one of ${DATA_TYPES.join(', ')}`);
    }
  };

  const readNumber = (type: NumberType['type'], specs: Json | undefined, path: string): NumberType => {
    const decimal = (name: string): [string, Decimal] | undefined => {
      const text = specText(specs, name);
      if (text === undefined) return undefined;
      const number = parseDecimal(text);
      if (number === undefined) return report(`${path}.${name}`, `${JSON.stringify(text)} is not a number`);
      if (type === 'int' && !/^[+-]?\d+$/.test(text)) {
        return report(
          `${path}.${name}`,
          `${JSON.stringify(text)} is not a whole number, and the type is int`,
        );
      }
      if (!isWithin(number, TYPE_RANGES[type])) {
        return report(`${path}.${name}`, `${text} is more than a value of type ${type} can be`);
      }
      return [text, number];
    };
    const min = decimal('min');
    const max = decimal('max');
    const step = decimal('step');
    if (min && max && compareDecimals(min[1], max[1]) > 0) {
      report(path, `min ${min[0]} is greater than max ${max[0]}`);
    }
    if (step && step[1].units <= 0n) report(`${path}.step`, 'must be greater than 0');
    return { type, min: min?.[0], max: max?.[0], step: step?.[0], unit: specText(specs, 'unit') };
  };

  const readCount = (specs: Json | undefined, name: string, path: string, most: number): number => {
    const text = specText(specs, name);
    if (text === undefined) return most;
    if (/^\d{1,9}$/.test(text) && Number(text) >= 1) return Number(text);
    report(`${path}.${name}`, `${JSON.stringify(text)} is not a whole number above 0`);
    return most;
  };

  const readText = (specs: Json | undefined, path: string): TextType => ({
    type: 'text',
    length: readCount(specs, 'length', path, LONGEST_TEXT),
  });

  const readChoice = (
    type: ChoiceType['type'],
    specs: Json | undefined,
    path: string,
  ): ChoiceType | undefined => {
    const labels = new Map<number, string>();
    for (const [key, label] of isJsonObject(specs) ? specs : []) {
      if (!/^-?\d{1,10}$/.test(key) || (type === 'bool' && key !== '0' && key !== '1')) {
        report(
          `${path}.${key}`,
          type === 'bool' ? 'a bool has the keys 0 and 1' : 'a key must be a whole number',
        );
      }
      const number = parseDecimal(key);
      if (number && !isWithin(number, TYPE_RANGES.int)) {
        report(`${path}.${key}`, 'a key must fit into 32 bits');
      }
      labels.set(Number(key), String(label));
    }
    if (type === 'bool') return { type, labels };
    return labels.size === 0 ? report(path, 'must name at least one value of the enum') : { type, labels };
  };

  const readStruct = (specs: Json | undefined, path: string): StructType | undefined => {
    if (!Array.isArray(specs)) return report(path, 'must be an array of members');
    const members = [...readAll(specs, path, readFeature).values()];
    return { type: 'struct', members };
  };

  const readArray = (specs: Json | undefined, path: string): ArrayType | undefined => {
    const item = isJsonObject(specs) ? specs.get('item') : undefined;
    if (isJsonObject(item) && !ARRAY_ITEM_TYPES.includes(String(item.get('type')))) {
      return report(`${path}.item.type`, `must be one of ${ARRAY_ITEM_TYPES.join(', ')}`);
    }
    const size = readCount(specs, 'size', path, LARGEST_ARRAY);
    const itemType = readDataType(item, `${path}.item`);
    return itemType && { type: 'array', size, item: itemType };
  };

  return { issues, readModel };
}

/** Whether a number is within both ends, each decimal text. */
function isWithin(number: Decimal, { min, max }: { min: string; max: string }): boolean {
  const low = parseDecimal(min) ?? number;
  const high = parseDecimal(max) ?? number;
  return compareDecimals(low, number) <= 0 && compareDecimals(number, high) <= 0;
}

/** A spec as text; the console writes numbers as text, editors by hand often do not. */
function specText(specs: Json | undefined, name: string): string | undefined {
  const value = isJsonObject(specs) ? specs.get(name) : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  return scalarText(value) ?? writeJson(value);
}

import type { DataType, NumberType, Property, ThingModel } from '../../src/tsl/model.ts';
import { parseThingModel } from '../../src/tsl/parse.ts';

type Specs = { min?: string | undefined; max?: string | undefined; step?: string | undefined };

/** A number type; bounds and step that are not given are not set. */
export function numberType(type: NumberType['type'], { min, max, step }: Specs = {}): NumberType {
  return { type, min, max, step, unit: undefined };
}

/** A property of a type. */
export function propertyOf(identifier: string, dataType: DataType): Property {
  return { identifier, name: identifier, dataType, accessMode: 'r', required: false };
}

/** A thing model of these properties alone. */
export function modelOf(types: Readonly<Record<string, DataType>>): ThingModel {
  const properties = Object.entries(types).map(
    ([identifier, dataType]) => [identifier, propertyOf(identifier, dataType)] as const,
  );
  return { productKey: undefined, properties: new Map(properties), events: new Map() };
}

/** The model of a text that must have no problem. */
export function readModel(text: string): ThingModel {
  const result = parseThingModel(text);
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.model;
}

import { type Json, type JsonObject, writeJson } from '../json.ts';
import type { DataType, EventFeature, Feature, Property, ThingModel } from './model.ts';

const SCHEMA = 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json';

/** The console's names of units, as far as an exported model has shown them. */
const UNIT_NAMES: ReadonlyMap<string, string> = new Map([
  ['°C', 'degree Celsius'],
  ['%RH', 'relative humidity'],
]);

/**
 * Writes a thing model as the console exports it, as compact JSON: with the event `post` and the services `set` and
 * `get`, which every product has. Source: a model that the console exported.
 */
export function writeThingModel(model: ThingModel, productKey: string): string {
  const properties = [...model.properties.values()];
  return writeJson(
    object({
      schema: SCHEMA,
      profile: object({ productKey }),
      properties: properties.map(property),
      events: [propertyReport(properties), ...[...model.events.values()].filter(isOwnEvent).map(event)],
      services: [propertySet(properties), propertyGet(properties)],
    }),
  );
}

/** A model that was read from an export has `post` already. */
function isOwnEvent({ identifier }: EventFeature): boolean {
  return identifier !== 'post';
}

function property({ identifier, name, accessMode, required, dataType }: Property): JsonObject {
  return object({ identifier, name, accessMode, required, dataType: typeOf(dataType) });
}

function feature({ identifier, name, dataType }: Feature): JsonObject {
  return object({ identifier, name, dataType: typeOf(dataType) });
}

function event({ identifier, name, type, outputs }: EventFeature): JsonObject {
  return object({
    identifier,
    name,
    type,
    required: false,
    method: `thing.event.${identifier}.post`,
    outputData: outputs.map(feature),
  });
}

function propertyReport(properties: readonly Property[]): JsonObject {
  return object({
    identifier: 'post',
    name: 'post',
    type: 'info',
    required: true,
    desc: 'property report',
    method: 'thing.event.property.post',
    outputData: properties.map(feature),
  });
}

function propertySet(properties: readonly Property[]): JsonObject {
  return object({
    identifier: 'set',
    name: 'set',
    required: true,
    callType: 'async',
    desc: 'property set',
    method: 'thing.service.property.set',
    inputData: properties.filter(({ accessMode }) => accessMode === 'rw').map(feature),
    outputData: [],
  });
}

function propertyGet(properties: readonly Property[]): JsonObject {
  return object({
    identifier: 'get',
    name: 'get',
    required: true,
    callType: 'async',
    desc: 'property get',
    method: 'thing.service.property.get',
    inputData: properties.map(({ identifier }) => identifier),
    outputData: properties.map(feature),
  });
}

function typeOf(dataType: DataType): JsonObject {
  return object({ type: dataType.type, specs: specsOf(dataType) });
}

/** Every number of the specs is text: so the console writes them. */
function specsOf(dataType: DataType): Json {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double': {
      const { min, max, step, unit } = dataType;
      return object({
        min,
        max,
        step,
        unit,
        unitName: unit === undefined ? undefined : UNIT_NAMES.get(unit),
      });
    }
    case 'text':
      return object({ length: String(dataType.length) });
    case 'date':
      return object({});
    case 'bool':
    case 'enum':
      return new Map([...dataType.labels].map(([key, label]) => [String(key), label]));
    case 'struct':
      return dataType.members.map(feature);
    case 'array':
      return object({ size: String(dataType.size), item: typeOf(dataType.item) });
  }
}

/** A JSON object of the members that are there, in this order. */
function object(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const result = new Map<string, Json>();
  for (const [name, value] of Object.entries(members)) if (value !== undefined) result.set(name, value);
  return result;
}

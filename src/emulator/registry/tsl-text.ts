import { isJsonObject, type Json, type JsonObject, parseJson, writeJson } from '../../json.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { writeThingModel } from '../../tsl/write-model.ts';

/** Features that the platform adds to each thing model itself. */
const OWN_FEATURES = ['post', 'set', 'get'];

/**
 * A thing model's text as the platform gives it back: of this product, with the event `post` and the services `set`
 * and `get` after its properties. What the user wrote of properties, events and services stays as it is.
 * @param text JSON that was read as `model`
 */
export function ownTsl(text: string, model: ThingModel, productKey: string): string {
  const given = readObject(text);
  const standard = readObject(writeThingModel(model, productKey));
  const features = (name: 'events' | 'services'): Json[] => [
    ...items(standard.get(name)).filter(isOwn),
    ...items(given.get(name)).filter((feature) => !isOwn(feature)),
  ];
  return writeJson(
    new Map<string, Json>([
      ...standard,
      ['properties', given.get('properties') ?? []],
      ['events', features('events')],
      ['services', features('services')],
    ]),
  );
}

/** A thing model's text with no more than identifiers, data types and the types of events. */
export function simpleTsl(text: string): string {
  const tsl = readObject(text);
  const all = (name: string): Json[] => items(tsl.get(name)).map(simpleFeature);
  return writeJson(
    new Map<string, Json>([
      ...tsl,
      ['properties', all('properties')],
      ['events', all('events')],
      ['services', all('services')],
    ]),
  );
}

/** Parameters of the service `get` are plain identifiers. */
function simpleFeature(feature: Json): Json {
  if (!isJsonObject(feature)) return feature;
  const simple = new Map<string, Json>();
  for (const [name, value] of feature) {
    if (name === 'identifier' || name === 'type') simple.set(name, value);
    if (name === 'inputData' || name === 'outputData') simple.set(name, items(value).map(simpleFeature));
    if (name === 'dataType' && isJsonObject(value))
      simple.set(name, new Map([['type', value.get('type') ?? null]]));
  }
  return simple;
}

function isOwn(feature: Json): boolean {
  return isJsonObject(feature) && OWN_FEATURES.includes(String(feature.get('identifier')));
}

function items(list: Json | undefined): readonly Json[] {
  return Array.isArray(list) ? list : [];
}

function readObject(text: string): JsonObject {
  const value = parseJson(text.replace(/^\uFEFF/, ''));
  return isJsonObject(value) ? value : new Map();
}

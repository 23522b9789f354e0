import type { ThingModelJson, TslJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { indentJson, membersOf } from '../../json-text.ts';
import { type Resource, useResource } from '../../resource.ts';

/** The model that the devices of a product are checked against. */
export interface ReleasedModel {
  /** Undefined before the first release. */
  readonly tsl: TslJson | undefined;
  /** Its JSON on lines, every number and the order of the keys as they were released. */
  readonly text: string;
}

/** Reads the released model out of what the emulator says of a product's model. @param text JSON */
export function readReleasedModel(text: string): ReleasedModel {
  const { released } = JSON.parse(text) as ThingModelJson;
  if (released === null) return { tsl: undefined, text: '' };
  return { tsl: released, text: `${indentJson(membersOf(text).get('released') ?? '')}\n` };
}

/** The released model of a product, again whenever it changes. */
export function useReleasedModel(productKey: string): Resource<ReleasedModel> {
  return useResource(apiPath('products', productKey, 'model'), { read: readReleasedModel });
}

/** The name of the file in which a product's model is saved. */
export function tslFileName(productKey: string): string {
  return `tsl-${productKey}.json`;
}

import type { TslProperty } from '../../../emulator/api/shapes.ts';
import { arrayText, itemsOf, membersOf, objectText } from '../../json-text.ts';

/** A TSL that was edited; everything else in it is written as it was. */
export interface Edited {
  /** The TSL as JSON text. */
  readonly draft: string;
  /** Which of its properties the edit was about. */
  readonly index: number;
}

/**
 * Puts a property in the place of that of an identifier, or at the end where there is none.
 * @param write gives the property as JSON, made from that which stands there
 */
export function putProperty(
  draft: string,
  identifier: string | undefined,
  write: (before: string | undefined) => string,
): Edited {
  const properties = propertiesOf(draft);
  const index = indexOf(properties, identifier) ?? properties.length;
  properties.splice(index, 1, write(properties[index]));
  return { draft: withProperties(draft, properties), index };
}

/** Puts a property, as JSON, before that of an index; undefined where there is one of its identifier. */
export function insertProperty(draft: string, index: number, property: string): Edited | undefined {
  const properties = propertiesOf(draft);
  if (indexOf(properties, identifierOf(property)) !== undefined) return undefined;
  properties.splice(index, 0, property);
  return { draft: withProperties(draft, properties), index };
}

/** Takes a property out and gives it as JSON; undefined where there is none of the identifier. */
export function removeProperty(
  draft: string,
  identifier: string,
): (Edited & { removed: string }) | undefined {
  const properties = propertiesOf(draft);
  const index = indexOf(properties, identifier);
  if (index === undefined) return undefined;
  const [removed = ''] = properties.splice(index, 1);
  return { draft: withProperties(draft, properties), index, removed };
}

/** Puts a released property back, behind those that stood before it; undefined where the release has none, or the draft has one. */
export function restoreProperty(draft: string, released: string, identifier: string): Edited | undefined {
  const properties = propertiesOf(draft);
  const before = propertiesOf(released);
  const place = indexOf(before, identifier);
  const property = place === undefined ? undefined : before[place];
  if (place === undefined || property === undefined) return undefined;
  const last = before
    .slice(0, place)
    .reverse()
    .map((earlier) => indexOf(properties, identifierOf(earlier)))
    .find((index) => index !== undefined);
  return insertProperty(draft, last === undefined ? 0 : last + 1, property);
}

/** The properties of a TSL, each as JSON text. */
function propertiesOf(tsl: string): string[] {
  return itemsOf(membersOf(tsl).get('properties') ?? '[]');
}

function withProperties(tsl: string, properties: readonly string[]): string {
  return objectText(membersOf(tsl).set('properties', arrayText(properties)));
}

function identifierOf(property: string): string {
  return (JSON.parse(property) as TslProperty).identifier;
}

function indexOf(properties: readonly string[], identifier: string | undefined): number | undefined {
  const index = properties.findIndex((property) => identifierOf(property) === identifier);
  return index < 0 ? undefined : index;
}

import type { ThingModelJson, TslJson, TslProperty } from '../../../emulator/api/shapes.ts';
import {
  descriptionText,
  nameText,
  rangeText,
  specText,
  stepText,
  typeText,
  unitText,
} from './property-text.ts';

/** What became of a part of the model since its release. */
export type Difference = 'new' | 'changed' | 'removed' | 'unchanged';

/** What of a property can differ; `other` is what has no column of its own. */
export type Aspect =
  | 'name'
  | 'type'
  | 'range'
  | 'step'
  | 'unit'
  | 'access'
  | 'required'
  | 'description'
  | 'other';

/** One thing that differs: what was released, and what the draft says. */
export interface Change {
  readonly aspect: Aspect;
  readonly before: string;
  readonly after: string;
}

/** A property of the draft or, where it was removed, of the release. */
export interface PropertyDifference {
  readonly property: TslProperty;
  readonly difference: Difference;
  readonly changes: readonly Change[];
}

/** An event or a service, as far as it is shown. */
export interface FunctionDifference {
  readonly kind: 'event' | 'service';
  readonly identifier: string;
  readonly name: string;
  /** The type of an event, how a service is called; empty where the model does not say. */
  readonly type: string;
  readonly difference: Difference;
}

/** How a draft differs from the release. */
export interface Differences {
  readonly properties: readonly PropertyDifference[];
  readonly functions: readonly FunctionDifference[];
  /** How many of both are not as they were released. */
  readonly count: number;
}

/** The features that the platform adds to every model itself. */
const OWN_FUNCTIONS = ['post', 'set', 'get'];

/** How each aspect is written where both sides are compared. */
const ASPECTS: Readonly<Record<Exclude<Aspect, 'other'>, (property: TslProperty) => string>> = {
  name: nameText,
  type: typeText,
  range: rangeText,
  step: stepText,
  unit: (property) => {
    const parts = [unitText(property), specText(property.dataType.specs, 'unitName')];
    return [...new Set(parts)].filter(Boolean).join(' ');
  },
  access: ({ accessMode }) => accessMode ?? 'rw',
  required: ({ required }) => String(required === true),
  description: descriptionText,
};

/** How the draft of a model differs from its release; before the first release all of it is new. */
export function diffModel({ draft, released }: Pick<ThingModelJson, 'draft' | 'released'>): Differences {
  const properties = diffProperties(draft, released);
  const functions = diffFunctions(draft, released);
  const changed = [...properties, ...functions].filter(({ difference }) => difference !== 'unchanged');
  return { properties, functions, count: changed.length };
}

/** The properties of the draft in its order, and those that were removed where they stood in the release. */
function diffProperties(draft: TslJson, released: TslJson | null): PropertyDifference[] {
  const before = new Map((released?.properties ?? []).map((property) => [property.identifier, property]));
  const rows = (draft.properties ?? []).map((property): PropertyDifference => {
    const old = before.get(property.identifier);
    if (old === undefined) return { property, difference: 'new', changes: [] };
    const changes = changesOf(old, property);
    return { property, difference: changes.length > 0 ? 'changed' : 'unchanged', changes };
  });
  const kept = new Set(rows.map(({ property }) => property.identifier));
  let place = 0;
  for (const [identifier, property] of before) {
    if (!kept.has(identifier)) rows.splice(place++, 0, { property, difference: 'removed', changes: [] });
    else place = rows.findIndex((row) => row.property.identifier === identifier) + 1;
  }
  return rows;
}

/** Events and services of the draft, then removed ones; without those that the platform adds itself. */
function diffFunctions(draft: TslJson, released: TslJson | null): FunctionDifference[] {
  return (['event', 'service'] as const).flatMap((kind) => {
    const after = functionsOf(draft, kind);
    const before = functionsOf(released ?? {}, kind);
    const told = (identifier: string, feature: Feature, difference: Difference): FunctionDifference => ({
      kind,
      identifier,
      name: textOf(feature['name']) || identifier,
      type: textOf(feature[kind === 'event' ? 'type' : 'callType']),
      difference,
    });
    return [
      ...[...after].map(([identifier, feature]) => {
        const old = before.get(identifier);
        const isKept = old !== undefined && isSame(old, feature);
        return told(identifier, feature, old === undefined ? 'new' : isKept ? 'unchanged' : 'changed');
      }),
      ...[...before]
        .filter(([identifier]) => !after.has(identifier))
        .map(([identifier, feature]) => told(identifier, feature, 'removed')),
    ];
  });
}

type Feature = Readonly<Record<string, unknown>>;

function functionsOf(tsl: TslJson, kind: FunctionDifference['kind']): Map<string, Feature> {
  const list = tsl[`${kind}s`];
  const features: Feature[] = Array.isArray(list) ? list.filter((item) => item !== null) : [];
  return new Map(
    features
      .map((feature) => [textOf(feature['identifier']), feature] as const)
      .filter(([identifier]) => !OWN_FUNCTIONS.includes(identifier)),
  );
}

function changesOf(before: TslProperty, after: TslProperty): Change[] {
  const changes = Object.entries(ASPECTS).flatMap(([aspect, textIn]): Change[] => {
    const [was, is] = [textIn(before), textIn(after)];
    return was === is ? [] : [{ aspect: aspect as Aspect, before: was, after: is }];
  });
  if (changes.length > 0 || isSame(before, after)) return changes;
  return [{ aspect: 'other', before: '', after: '' }];
}

/** Whether two JSON values say the same; the order of an object's keys says nothing. */
function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return left === right;
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const entries = Object.entries(left);
  return (
    entries.length === Object.keys(right).length &&
    entries.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, (right as Feature)[key]))
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import type { Issue } from '../../issues.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { parseThingModel } from '../../tsl/parse.ts';

/** What a part of a file must look like: gives all that is wrong with a value. */
export type Shape = (value: Json | undefined, path: string) => readonly Issue[];

const NOTHING: readonly Issue[] = [];

/** A shape that is one condition, with the words for what does not meet it. */
function when(meets: (value: Json | undefined) => boolean, message: string): Shape {
  return (value, path) => (meets(value) ? NOTHING : [{ path, message }]);
}

/** Any value, as long as there is one. */
export const anything: Shape = when((value) => value !== undefined, 'is missing');

/** Any text. */
export const text: Shape = when((value) => typeof value === 'string', 'is not a text');

/** True or false. */
export const flag: Shape = when((value) => typeof value === 'boolean', 'is not true or false');

/** A whole number, 0 or more. */
export const count: Shape = when(
  (value) => typeof value === 'number' && value >= 0,
  'is not a whole number of 0 or more',
);

/** Milliseconds since 1970, of fifteen digits at most. */
export const time: Shape = when(
  (value) => typeof value === 'number' && value >= 0 && value < 10 ** 15,
  'is not a time in milliseconds since 1970',
);

/** A thing model as TSL JSON text. */
export const tsl: Shape = (value, path) => {
  if (typeof value !== 'string') return text(value, path);
  const parsed = parseThingModel(value);
  if ('model' in parsed) return NOTHING;
  return parsed.issues.map((issue) => ({ path, message: `is no TSL: ${issue.path} ${issue.message}` }));
};

/** A text of a form. @param form what it is, for people */
export function matching(isRight: (text: string) => boolean, form: string): Shape {
  return when((value) => typeof value === 'string' && isRight(value), `is not ${form}`);
}

/** One of some texts. */
export function oneOf(texts: readonly string[]): Shape {
  return matching((value) => texts.includes(value), `one of ${texts.join(', ')}`);
}

/** A shape, or nothing at all. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? NOTHING : shape(value, path));
}

/** An array of values of one shape. */
export function list(shape: Shape): Shape {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => shape(item, `${path}[${index}]`))
      : [{ path, message: 'is not an array' }];
}

/** An object with these members; others do not matter. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const all = Object.entries(members);
  return (value, path) =>
    isJsonObject(value)
      ? all.flatMap(([name, shape]) => shape(value.get(name), `${path}.${name}`))
      : [{ path, message: 'is not an object' }];
}

/** An object with any names of a form, and values of one shape. */
export function byName(isName: (text: string) => boolean, shape: Shape): Shape {
  return (value, path) =>
    isJsonObject(value)
      ? [...value].flatMap(([name, item]) =>
          isName(name)
            ? shape(item, `${path}.${name}`)
            : [{ path, message: `${JSON.stringify(name)} is not an identifier` }],
        )
      : [{ path, message: 'is not an object' }];
}

import type { Issue } from '../../issues.ts';

/** What is wrong with a member; undefined where nothing is. */
export type Check = (value: unknown) => string | undefined;

/** Checks by the name of the member. */
export type Checks<T> = { readonly [name in keyof T]-?: Check };

/** Members of a body, or everything that is wrong with them. */
export type Read<T> = { readonly given: T } | { readonly issues: readonly Issue[] };

/** A check that a value is true or false. */
export const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

/** A check that a value is a text without a problem. */
export function isText(problemOf: (text: string) => string | undefined = () => undefined): Check {
  return (value) => (typeof value === 'string' ? problemOf(value) : 'must be a text');
}

/** A check that a value is one of some words. */
export function isOneOf(words: readonly string[]): Check {
  return (value) => (words.some((word) => word === value) ? undefined : `must be one of ${words.join(', ')}`);
}

/** Whether a value is a whole number of `min` to `max`. */
export function isWhole(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** Reads what a body asks to change: at least one thing. */
export function readChanges<T>(value: unknown, checks: Checks<T>): Read<Partial<T>> {
  const read = readMembers<Partial<T>>(value, checks as Checks<Partial<T>>, []);
  if ('issues' in read || Object.keys(read.given).length > 0) return read;
  return { issues: [{ path: '', message: `changes nothing; there are ${Object.keys(checks).join(', ')}` }] };
}

/** Reads what a body asks to make. */
export function readMembers<T>(
  value: unknown,
  checks: Checks<T>,
  required: readonly (keyof T & string)[],
): Read<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issues: [{ path: '', message: 'is not a JSON object' }] };
  }
  const issues: Issue[] = [];
  for (const name of required) {
    if (!Object.hasOwn(value, name)) issues.push({ path: name, message: 'is missing' });
  }
  const names = Object.keys(checks);
  for (const [name, item] of Object.entries(value)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof T] : undefined;
    const message = check === undefined ? `is not known here; there are ${names.join(', ')}` : check(item);
    if (message !== undefined) issues.push({ path: name, message });
  }
  return issues.length > 0 ? { issues } : { given: value as T };
}

import type { TslProperty } from '../../../../emulator/api/shapes.ts';

/** What the thing model says of a property's values, as far as a page shows it. */
export interface PropertySpecs {
  /** How values are shown: numbers are drawn as a line, choices as steps, the others stand in a table alone. */
  readonly kind: 'number' | 'choice' | 'date' | 'text';
  readonly unit: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** So many decimal places its step has. */
  readonly decimals: number;
  /** The names of choices, by the number that stands for them. */
  readonly names: ReadonlyMap<number, string>;
}

const KINDS: Readonly<Record<string, PropertySpecs['kind']>> = {
  int: 'number',
  float: 'number',
  double: 'number',
  bool: 'choice',
  enum: 'choice',
  date: 'date',
};

/**
 * Reads what the thing model says of a property.
 * @param value a value of it, which tells the kind where the model says nothing
 */
export function readSpecs(property: TslProperty | undefined, value: unknown): PropertySpecs {
  const type = property?.dataType.type;
  const specs = property?.dataType.specs;
  const guessed = typeof value === 'number' ? 'number' : 'text';
  const kind = type === undefined ? guessed : (KINDS[type] ?? 'text');
  return {
    kind,
    unit: textOf(specs, 'unit'),
    min: numberOf(specs, 'min'),
    max: numberOf(specs, 'max'),
    decimals: /\.(\d+)$/.exec(textOf(specs, 'step'))?.[1]?.length ?? 0,
    names: kind === 'choice' ? namesOf(specs) : new Map(),
  };
}

/** A value as a chart draws it; undefined where it is no number. */
export function drawnNumber(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textOf(specs: unknown, name: string): string {
  const value = isObject(specs) ? specs[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function numberOf(specs: unknown, name: string): number | undefined {
  const text = textOf(specs, name);
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? undefined : value;
}

function namesOf(specs: unknown): Map<number, string> {
  if (!isObject(specs)) return new Map();
  const names = Object.entries(specs).map(([key, name]) => [Number(key), String(name)] as const);
  return new Map(names.filter(([key]) => Number.isInteger(key)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

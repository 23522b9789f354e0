import {
  alignDecimals,
  compareDecimals,
  type Decimal,
  decimalToNumber,
  fromNumber,
  parseDecimal,
} from './decimal.ts';
import type { NumberType } from './model.ts';
import { TYPE_RANGES } from './type-ranges.ts';

/** Where a model sets no bound, values are drawn from so wide a range: 0..100, or next to the bound it sets. */
const DRAWN_SPAN = '100';
/** The step between values drawn for a float or double whose model sets none. */
const DRAWN_STEP = '0.01';

/** The values that may be drawn for a number: `min + k * step` for k in 0..last, in units of 10^-places. */
export interface Grid {
  readonly min: bigint;
  readonly step: bigint;
  /** Whole steps between min and the last value that is not above max; -1 where there is no value. */
  readonly last: bigint;
  readonly places: number;
}

/** Narrower bounds than a model's own. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The values to draw from for a number type, both ends included; narrower bounds keep to the model's own steps. */
export function drawingGrid(type: NumberType, narrowed: Bounds = {}): Grid {
  const step = decimal(type.step ?? (type.type === 'int' ? '1' : DRAWN_STEP));
  const span = greater(decimal(DRAWN_SPAN), step);
  const min = innermost(greater, type.min, narrowed.min);
  const max = innermost(lesser, type.max, narrowed.max);
  const low = min ?? (max ? minus(max, span) : decimal('0'));
  const high = lesser(max ?? plus(low, span), decimal(TYPE_RANGES[type.type].max));
  const { units, places } = alignDecimals(decimal(type.min ?? '0'), step, low, high);
  const [origin = 0n, stride = 1n, from = 0n, to = 0n] = units;
  const first = origin + ceilDivide(from - origin, stride) * stride;
  return { min: first, step: stride, last: to < first ? -1n : (to - first) / stride, places };
}

/** The value `index` steps above the least one. */
export function gridValue(grid: Grid, index: bigint): number {
  return decimalToNumber({ units: grid.min + index * grid.step, places: grid.places });
}

/**
 * The value nearest to a finite number that the model allows: within the bounds it sets and those of the type, and on
 * the step it sets, counted from min; halves go up. An int without a step has step 1.
 */
export function snap(type: NumberType, value: number): number {
  return snapPlainly(plainGridOf(type), value) ?? snapExactly(type, value);
}

/** The same by exact decimals, for whatever the quicker way cannot tell for sure. */
function snapExactly(type: NumberType, value: number): number {
  const low = decimal(type.min ?? TYPE_RANGES[type.type].min);
  const high = decimal(type.max ?? TYPE_RANGES[type.type].max);
  const stepText = type.step ?? (type.type === 'int' ? '1' : undefined);
  if (stepText === undefined) return Math.min(Math.max(value, decimalToNumber(low)), decimalToNumber(high));
  const origin = decimal(type.min ?? '0');
  const { units, places } = alignDecimals(fromNumber(value), origin, decimal(stepText), low, high);
  const [at = 0n, zero = 0n, step = 1n, least = 0n, greatest = 0n] = units;
  const nearest = floorDivide(2n * (at - zero) + step, 2n * step);
  const first = ceilDivide(least - zero, step);
  const last = floorDivide(greatest - zero, step);
  const index = nearest < first ? first : nearest > last ? last : nearest;
  return decimalToNumber({ units: zero + index * step, places });
}

/** The grid of a model's bounds and step in numbers that are exact, counted in units of 1 / scale. */
interface PlainGrid {
  readonly zero: number;
  readonly step: number;
  readonly first: number;
  readonly last: number;
  readonly scale: number;
}

/** Those of the types seen so far; null where numbers would not be exact. */
const plainGrids = new WeakMap<NumberType, PlainGrid | null>();

/** So many steps from zero the error of a division is far below {@link NEAR_HALF}. */
const MOST_PLAIN_STEPS = 1e8;
const NEAR_HALF = 1e-6;

function plainGridOf(type: NumberType): PlainGrid | null {
  let grid = plainGrids.get(type);
  if (grid === undefined) {
    grid = makePlainGrid(type);
    plainGrids.set(type, grid);
  }
  return grid;
}

function makePlainGrid(type: NumberType): PlainGrid | null {
  const stepText = type.step ?? (type.type === 'int' ? '1' : undefined);
  if (stepText === undefined || type.min === undefined || type.max === undefined) return null;
  const { units, places } = alignDecimals(decimal(type.min), decimal(stepText), decimal(type.max));
  const [zero = 0, step = 0, greatest = 0] = units.map(Number);
  const grid = { zero, step, first: 0, last: Math.floor((greatest - zero) / step), scale: 10 ** places };
  const isNear = [zero, greatest].every((units) => Math.abs(units) <= MOST_PLAIN_STEPS * step);
  return isNear && places <= 15 && grid.last >= 0 && greatest <= Number.MAX_SAFE_INTEGER ? grid : null;
}

/** @returns undefined where the value lies so near the middle of two steps that only exact decimals can tell */
function snapPlainly(grid: PlainGrid | null, value: number): number | undefined {
  if (grid === null) return undefined;
  const { zero, step, first, last, scale } = grid;
  const position = (value * scale - zero) / step + 0.5;
  if (!(Math.abs(position) < MOST_PLAIN_STEPS)) return undefined;
  const index = Math.floor(position);
  const distance = position - index;
  if (distance < NEAR_HALF || distance > 1 - NEAR_HALF) return undefined;
  return (zero + Math.min(Math.max(index, first), last) * step) / scale;
}

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`${text} is not a decimal number`);
  return value;
}

/** The bound that leaves less room, of a model's and a narrower one; undefined where neither is set. */
function innermost(
  pick: typeof greater,
  model: string | undefined,
  narrowed: number | undefined,
): Decimal | undefined {
  if (narrowed === undefined) return model === undefined ? undefined : decimal(model);
  return model === undefined ? fromNumber(narrowed) : pick(decimal(model), fromNumber(narrowed));
}

function plus(left: Decimal, right: Decimal): Decimal {
  const { units, places } = alignDecimals(left, right);
  return { units: units.reduce((sum, unit) => sum + unit, 0n), places };
}

function minus(left: Decimal, right: Decimal): Decimal {
  return plus(left, { units: -right.units, places: right.places });
}

function lesser(left: Decimal, right: Decimal): Decimal {
  return compareDecimals(left, right) <= 0 ? left : right;
}

function greater(left: Decimal, right: Decimal): Decimal {
  return compareDecimals(left, right) >= 0 ? left : right;
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return -floorDivide(-a, b);
}

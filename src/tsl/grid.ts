import { alignDecimals, type Decimal, decimalToNumber, fromNumber, parseDecimal } from './decimal.ts';
import type { NumberType } from './model.ts';

/** Bounds for a number whose model sets none: what 32 bits hold, and as much for the wide types. */
const DEFAULT_BOUND = { min: '-2147483648', max: '2147483647' };
/** The step of a float or double whose model sets none. */
const DEFAULT_STEP = '0.01';

/** The values a number may take: `min + k * step` for k in 0..last, in units of 10^-places. */
export interface Grid {
  readonly min: bigint;
  readonly step: bigint;
  /** Whole steps between min and the last value that is not above max. */
  readonly last: bigint;
  readonly places: number;
}

/**
 * The grid of a number type, both ends included. Without a step an int has step 1, a float or double 0.01.
 * @param narrowed narrower bounds; the values stay on the model's own steps
 */
export function numberGrid(type: NumberType, narrowed: { min?: number; max?: number } = {}): Grid {
  const bound = (text: string | undefined, other: string): Decimal => {
    const decimal = parseDecimal(text ?? other);
    if (decimal === undefined) throw new RangeError(`${text} is not a decimal number`);
    return decimal;
  };
  const base = bound(type.min, DEFAULT_BOUND.min);
  const top = bound(type.max, DEFAULT_BOUND.max);
  const stepText = type.step ?? (type.type === 'int' ? '1' : DEFAULT_STEP);
  const low = narrowed.min === undefined ? base : fromNumber(narrowed.min);
  const high = narrowed.max === undefined ? top : fromNumber(narrowed.max);
  const { units, places } = alignDecimals(base, bound(stepText, '1'), low, high, top);
  const [origin = 0n, step = 1n, from = 0n, to = 0n, end = 0n] = units;
  const first = from <= origin ? origin : origin + ceilDivide(from - origin, step) * step;
  const ceiling = to < end ? to : end;
  return { min: first, step, last: ceiling < first ? -1n : (ceiling - first) / step, places };
}

/** The value `index` steps up; the index is kept within the grid. */
export function gridValue(grid: Grid, index: bigint): number {
  const inside = index < 0n ? 0n : index > grid.last ? grid.last : index;
  return decimalToNumber({ units: grid.min + inside * grid.step, places: grid.places });
}

/** The value nearest to a finite number on the type's range and step; halves go up, beyond the range the nearest end. */
export function snap(type: NumberType, value: number): number {
  const grid = numberGrid(type);
  const { units } = alignDecimals(
    fromNumber(value),
    { units: grid.min, places: grid.places },
    { units: grid.step, places: grid.places },
  );
  const [at = 0n, min = 0n, step = 1n] = units;
  return gridValue(grid, floorDivide(2n * (at - min) + step, 2n * step));
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return -floorDivide(-a, b);
}

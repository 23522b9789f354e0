import { snap } from './grid.ts';
import { describeRange, type Feature, isNumberType, type NumberType } from './model.ts';
import type { Value } from './write.ts';

/** A value made to fit its property. */
export interface Fitted {
  readonly value: Value;
  /** The property's range in words, where the value had to be changed. */
  readonly range?: string;
  /** True where the value lay beyond the range, not merely between two steps. */
  readonly isClamped?: boolean;
}

/** Clamps a number to its property's range and snaps it to the step; anything else stays as it is. */
export function fitValue({ dataType }: Feature, value: Value): Fitted {
  if (typeof value !== 'number') return { value };
  if (!isNumberType(dataType)) return { value };
  if (isPlainFit(dataType, value)) return { value };
  const fitted = snap(dataType, value);
  if (fitted === value) return { value };
  const isClamped = value < Number(dataType.min ?? -Infinity) || value > Number(dataType.max ?? Infinity);
  return { value: fitted, range: describeRange(dataType), isClamped };
}

/** The common case, told without exact decimals: a whole number within a range of whole steps of 1. */
function isPlainFit(
  { type, min, max, step = type === 'int' ? '1' : '' }: NumberType,
  value: number,
): boolean {
  if (step !== '1' || !Number.isSafeInteger(value) || min === undefined || max === undefined) return false;
  const least = Number(min);
  return Number.isSafeInteger(least) && value >= least && value <= Number(max);
}

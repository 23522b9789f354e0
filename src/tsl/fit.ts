import { snap } from './grid.ts';
import type { Feature } from './model.ts';
import { describeRange } from './model.ts';
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
  if (dataType.type !== 'int' && dataType.type !== 'float' && dataType.type !== 'double') return { value };
  const fitted = snap(dataType, value);
  if (fitted === value) return { value };
  const isClamped = value < Number(dataType.min ?? -Infinity) || value > Number(dataType.max ?? Infinity);
  return { value: fitted, range: describeRange(dataType), isClamped };
}

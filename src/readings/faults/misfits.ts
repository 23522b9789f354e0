import { checkValue } from '../../tsl/check-value.ts';
import { type DataType, isNumberType, type NumberType } from '../../tsl/model.ts';
import type { Value } from '../../tsl/write.ts';

import { rangeOf } from './range-of.ts';

/** So far beyond its bounds a number is, as a share of the range. */
const BEYOND_SHARE = 0.1;

/** Values of the right type beyond what the model allows; none where it allows all that the type can hold. */
export function valuesBeyond(dataType: DataType): Value[] {
  return candidates(dataType).filter((value) => checkValue(dataType, value)?.kind === 'specs');
}

function candidates(dataType: DataType): (number | string)[] {
  if (isNumberType(dataType)) return numbersBeyond(dataType);
  switch (dataType.type) {
    case 'bool':
    case 'enum': {
      const keys = [...dataType.labels.keys(), 0, 1];
      return [Math.max(...keys) + 1, Math.min(...keys) - 1];
    }
    case 'text':
      return ['x'.repeat(dataType.length + 1)];
    default:
      return [];
  }
}

function numbersBeyond(dataType: NumberType): number[] {
  const { min, max, step, type } = dataType;
  const share = Math.max(rangeOf(dataType) * BEYOND_SHARE, Number(step ?? 0));
  const margin = type === 'int' ? Math.max(1, Math.ceil(share)) : share;
  return [
    ...(max === undefined ? [] : [Number(max) + margin]),
    ...(min === undefined ? [] : [Number(min) - margin]),
  ];
}

/** A value of another type than the property's, as careless firmware sends it: a number in quotes, a text as a number. */
export function ofWrongType({ type }: DataType, value: Value): Value {
  if (type !== 'text' && type !== 'date') return typeof value === 'string' ? value : JSON.stringify(value);
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}

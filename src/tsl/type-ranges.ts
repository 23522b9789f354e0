import type { NumberType } from './model.ts';

/**
 * What a number of each type can hold at all, as decimal text: 32 bits for int and float, 64 for double.
 * The float's end is as Java prints it, since that is what a model made in the console's own words would say.
 */
export const TYPE_RANGES: Readonly<Record<NumberType['type'], { min: string; max: string }>> = {
  int: { min: '-2147483648', max: '2147483647' },
  float: { min: '-3.4028235e38', max: '3.4028235e38' },
  double: { min: '-1.7976931348623157e308', max: '1.7976931348623157e308' },
};

import type { Random } from '../random.ts';
import { decimalToNumber, parseDecimal } from '../tsl/decimal.ts';
import type { DataType } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import type { Generator } from './generator.ts';
import type { WeightedSpec } from './specs.ts';

/** A generator that draws each value as often as its weight says. */
export function weighted(dataType: DataType, { weights }: WeightedSpec, random: Random): Generator {
  const choices: { value: Value; upTo: number }[] = [];
  let total = 0;
  for (const [text, weight] of Object.entries(weights)) {
    const value = weightedValue(dataType, text);
    if (value === undefined || !(weight > 0)) continue;
    total += weight;
    choices.push({ value, upTo: total });
  }
  return () => {
    const drawn = random() * total;
    // Rounding may carry the draw up to the total itself: that is the last one's.
    return (choices.find(({ upTo }) => drawn < upTo) ?? choices.at(-1))?.value;
  };
}

/** The value that the text of a weight stands for; undefined where it is none of the type. */
export function weightedValue(dataType: DataType, text: string): Value | undefined {
  switch (dataType.type) {
    case 'text':
    case 'date':
      return text;
    case 'int':
    case 'float':
    case 'double':
    case 'bool':
    case 'enum': {
      const decimal = parseDecimal(text);
      const number = decimal && decimalToNumber(decimal);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'struct':
    case 'array':
      return undefined;
  }
}

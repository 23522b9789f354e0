import type { DataType } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import type { Draws, Generator } from './generator.ts';
import { plainValue } from './plain-value.ts';
import type { WeightedSpec } from './specs.ts';

/** A generator that draws each value as often as its weight says. */
export function weighted(dataType: DataType, { weights }: WeightedSpec, draws: Draws): Generator {
  const choices: { value: Value; upTo: number }[] = [];
  let total = 0;
  for (const [text, weight] of Object.entries(weights)) {
    const value = plainValue(dataType, text);
    if (value === undefined || !(weight > 0)) continue;
    total += weight;
    choices.push({ value, upTo: total });
  }
  return (at) => {
    const drawn = draws(at)() * total;
    // Rounding may carry the draw up to the total itself: that is the last one's.
    return (choices.find(({ upTo }) => drawn < upTo) ?? choices.at(-1))?.value;
  };
}

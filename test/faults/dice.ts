import { createRandom } from '../../src/random.ts';

/** Chance that is the same for the same seed. */
export interface Dice {
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  oneOf<T>(things: readonly T[]): T;
}

/** Makes dice of a seed. */
export function createDice(seed: string): Dice {
  const random = createRandom('dice', seed);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return {
    chance: (probability) => random() < probability,
    between,
    oneOf(things) {
      const thing = things[between(0, things.length - 1)];
      if (thing === undefined) throw new RangeError('there is nothing to choose from');
      return thing;
    },
  };
}

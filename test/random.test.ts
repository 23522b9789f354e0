import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRandom,
  createRandomPlaces,
  type Random,
  randomHex,
  randomKey,
  randomSeed,
} from '../src/random.ts';

const take = (random: Random, count: number) => Array.from({ length: count }, () => random());

describe('createRandom', () => {
  // Reckoned with another implementation of sfc32: a seed must mean the same values in every version.
  it.each([
    [
      ['42', 'device-1', 'temperature'],
      [0.19117920527039045, 0.9097121462875198, 0.443748144575279],
    ],
    [[], [0.8844855116762078, 0.2495413263781232]],
  ])('gives the numbers that belong to %j', (parts, numbers) => {
    expect(take(createRandom(...parts), numbers.length)).toEqual(numbers);
  });

  it('gives numbers in [0, 1) for any seed', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        for (const number of take(createRandom(...parts), 50)) {
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThan(1);
        }
      }),
    );
  });

  it.each([
    [
      ['1', 'a'],
      ['2', 'a'],
    ],
    [
      ['1', 'a'],
      ['1', 'b'],
    ],
    [
      ['1', 'ab'],
      ['1a', 'b'],
    ],
    [['1'], ['1', '']],
  ])('gives %j and %j numbers of their own', (left, right) => {
    expect(take(createRandom(...left), 4)).not.toEqual(take(createRandom(...right), 4));
  });

  it('spreads its numbers evenly', () => {
    const counts = new Array<number>(10).fill(0);
    for (const number of take(createRandom('even'), 10_000)) counts[Math.floor(number * 10)]! += 1;
    // 1,000 are expected in each tenth, with a standard deviation of 30.
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });

  it('does not follow the numbers of a neighbouring seed', () => {
    const left = take(createRandom('1'), 2000);
    const right = take(createRandom('2'), 2000);
    const product = left.reduce((sum, number, index) => sum + (number - 0.5) * (right[index]! - 0.5), 0);
    // The mean of 2,000 products has a standard deviation of 0.0019 when they have nothing in common.
    expect(Math.abs(product / 2000)).toBeLessThan(0.008);
  });
});

describe('what cannot be guessed', () => {
  it('is a seed short enough to type again', () => {
    expect(randomSeed()).toMatch(/^[\da-f]{8}$/);
  });

  it('is hexadecimal text of twice the bytes asked for', () => {
    expect(randomHex(16)).toMatch(/^[\da-f]{32}$/);
  });

  it('differs each time', () => {
    const drawn = new Set(Array.from({ length: 100 }, () => randomHex(16)));
    expect(drawn.size).toBe(100);
  });
});

describe('places of chance', () => {
  const first = (key: number, salt: number, index: number) => createRandomPlaces()(key, salt, index)();

  it('give the same numbers for the same place, whatever was asked for before', () => {
    const places = createRandomPlaces();
    const numbers = take(places(randomKey('a'), 7, 3), 5);
    take(places(randomKey('b'), 7, 3), 9);
    expect(take(places(randomKey('a'), 7, 3), 5)).toEqual(numbers);
    expect(first(1234567890123, 42, 1000)).toBe(0.7248151579253512);
  });

  it('are even and unlike their neighbours in key, salt and index', () => {
    const count = 4000;
    const rows = [
      (n: number) => first(randomKey('sensor'), 1, n),
      (n: number) => first(randomKey('sensor'), n, 1),
      (n: number) => first(n, 1, 1),
      (n: number) => first(n * 2 ** 32, 1, 1),
    ].map((draw) => Array.from({ length: count }, (_, n) => draw(n)));
    for (const row of rows) {
      const mean = row.reduce((sum, drawn) => sum + drawn, 0) / count;
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * count));
      const steps = row.slice(1).map((drawn, n) => (drawn - 0.5) * (row[n]! - 0.5));
      const correlation = (12 * steps.reduce((sum, step) => sum + step, 0)) / steps.length;
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(count));
      const tenths = Array<number>(10).fill(0);
      for (const drawn of row) tenths[Math.floor(drawn * 10)]! += 1;
      const chi = tenths.reduce((sum, seen) => sum + (seen - count / 10) ** 2 / (count / 10), 0);
      expect(chi).toBeLessThan(27.9); // 9 degrees of freedom, one in a thousand
      expect(new Set(row).size).toBe(count);
    }
  });
});

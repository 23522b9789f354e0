import { describe, expect, it } from 'vitest';
import { createNoise, normalQuantile } from '../../src/readings/noise.ts';

const COUNT = 100_000;
/** Places far from zero on both sides, and beyond 32 bits. */
const STARTS = [0, -50_000, 3e9, -7e12];

describe('normalQuantile', () => {
  // Published values of the normal distribution.
  it.each([
    [0.5, 0],
    [0.75, 0.6744898],
    [0.975, 1.959964],
    [0.99, 2.3263479],
    [0.999, 3.0902323],
    [1e-5, -4.2648908],
    [1 - 1e-9, 5.997807],
  ])('of %d is %d', (share, value) => {
    expect(normalQuantile(share)).toBeCloseTo(value, 5);
  });
});

describe('noise', () => {
  it('is the same for the same key and place, and another for any other', () => {
    const places = [
      [0, 0],
      [0, 1],
      [1, 0],
      [0, -1],
      [0, 2 ** 32],
      [0, -(2 ** 32)],
    ] as const;
    const numbers = [createNoise(['1', 'a']), createNoise(['1', 'b']), createNoise(['2', 'a'])].flatMap(
      (noise) => places.map(([level, index]) => noise(level, index)),
    );
    expect(new Set(numbers).size).toBe(18);
    expect(createNoise(['1', 'a'])(0, 2 ** 32)).toBe(numbers[4]);
  });

  it.each(STARTS)('is normal from %d on', (start) => {
    const noise = createNoise(['normal']);
    const moments = [0, 0, 0, 0];
    for (let index = 0; index < COUNT; index++) {
      for (let power = 0; power < 4; power++)
        moments[power]! += noise(2, start + index) ** (power + 1) / COUNT;
    }
    // Four standard deviations of each mean.
    expect(Math.abs(moments[0]!)).toBeLessThan(0.0127);
    expect(Math.abs(moments[1]! - 1)).toBeLessThan(0.018);
    expect(Math.abs(moments[2]!)).toBeLessThan(0.05);
    expect(Math.abs(moments[3]! - 3)).toBeLessThan(0.13);
  });

  it('has nothing in common with its neighbours', () => {
    const noise = createNoise(['neighbours']);
    const neighbours = [
      [0, 1],
      [1, 0],
      [0, 2 ** 32],
      [3, 12_345],
    ] as const;
    for (const [levels, places] of neighbours) {
      let product = 0;
      for (let index = 0; index < COUNT; index++)
        product += noise(1, index) * noise(1 + levels, index + places);
      expect(Math.abs(product / COUNT)).toBeLessThan(0.0127);
    }
  });
});

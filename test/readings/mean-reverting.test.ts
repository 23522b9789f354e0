import { describe, expect, it } from 'vitest';
import { createMeanReverting } from '../../src/readings/mean-reverting.ts';
import { createNoise } from '../../src/readings/noise.ts';

const MEMORY = 100_000;
const series = (key: string, grainMs?: number) =>
  createMeanReverting({ key: [key], memoryMs: MEMORY, ...(grainMs && { grainMs }) });

describe('a mean-reverting series', () => {
  it('does not depend on when or in what order it is asked', () => {
    const noise = createNoise(['order']);
    const instants = Array.from({ length: 5000 }, (_, index) => Math.round(noise(0, index) * 20 * MEMORY));
    const walking = series('a');
    const inOrder = new Map([...instants].sort((left, right) => left - right).map((at) => [at, walking(at)]));
    const jumping = series('a');
    for (const at of instants) {
      expect(jumping(at)).toBe(inOrder.get(at));
      expect(series('a')(at)).toBe(inOrder.get(at)); // one that never was asked before
    }
  });

  it('walks in steps of any length over the same values', () => {
    const small = series('steps');
    const values = Array.from({ length: 60_001 }, (_, index) => small(1.7e12 + index * 100));
    const large = series('steps');
    for (let index = 0; index <= 60_000; index += 300)
      expect(large(1.7e12 + index * 100)).toBe(values[index]);
  });

  it.each([0.01, 0.1, 0.5, 1, 2, 4])('forgets as exp(-distance / memory) at %d memories', (memories) => {
    const at = series('memory');
    const count = 40_000;
    let [sum, square, product] = [0, 0, 0];
    for (let index = 0; index < count; index++) {
      const time = -1e9 + index * 377_777;
      const value = at(time);
      sum += value / count;
      square += value ** 2 / count;
      product += (value * at(time + memories * MEMORY)) / count;
    }
    // Standard deviations of these means are 0.005 to 0.007.
    expect(Math.abs(sum)).toBeLessThan(0.025);
    expect(Math.abs(square - 1)).toBeLessThan(0.03);
    expect(Math.abs(product - Math.exp(-memories))).toBeLessThan(0.03);
  });

  it('has no seam where one stretch ends and the next begins', () => {
    const at = series('seam');
    for (let power = 8; power <= 21; power++) {
      for (let end = -3; end <= 3; end++) {
        const time = end * 2 ** power;
        expect(Math.abs(at(time) - at(time - 1))).toBeLessThan(0.01);
      }
    }
  });

  it('is straight within its grain', () => {
    const at = series('grain', 8192);
    expect(at(8192 * 150 + 4000)).toBeCloseTo((at(8192 * 150) + at(8192 * 150 + 8000)) / 2, 10);
    expect(series('grain', 1e7)(0)).toBe(createNoise(['grain'])(0, 0)); // a grain of many memories: anchors alone
  });

  it('changes little with a memory that is a little longer', () => {
    const at = series('a');
    const longer = createMeanReverting({ key: ['a'], memoryMs: MEMORY * 1.02 });
    for (let time = 0; time < 1e7; time += 12_345)
      expect(Math.abs(at(time) - longer(time))).toBeLessThan(0.1);
  });

  it('gives other keys a series of their own', () => {
    const left = series('1');
    const right = series('2');
    let product = 0;
    for (let index = 0; index < 10_000; index++)
      product += left(index * 4 * MEMORY) * right(index * 4 * MEMORY);
    expect(Math.abs(product / 10_000)).toBeLessThan(0.04);
  });
});

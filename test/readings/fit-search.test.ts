import { describe, expect, it } from 'vitest';
import { leastSquares } from '../../src/readings/fit-search.ts';

describe('leastSquares', () => {
  it('finds where straight misses are least', () => {
    // Of three lines through no common point: solved by hand.
    const place = leastSquares({
      start: [0, 0],
      misses: ([x, y]) => [x! - 1, y! - 2, x! + y! - 6],
      reach: 0.1,
      rounds: 10,
    });
    expect(place[0]).toBeCloseTo(2, 1);
    expect(place[1]).toBeCloseTo(3, 1);
  });

  it('finds it where the misses are bent', () => {
    const place = leastSquares({
      start: [5, -3],
      misses: ([x, y]) => [x! ** 2 - 4, 3 * (y! - x!)],
      reach: 0.01,
      rounds: 10,
    });
    expect(place[0]).toBeCloseTo(2, 1);
    expect(place[1]).toBeCloseTo(2, 1);
  });

  it('leaves alone what makes no difference', () => {
    const place = leastSquares({ start: [5, 5], misses: ([x]) => [x! - 4], reach: 0.1, rounds: 10 });
    expect(place[0]).toBeCloseTo(4, 1);
    expect(place[1]).toBe(5);
  });

  it('ends where it started when nothing is better', () => {
    expect(leastSquares({ start: [3], misses: () => [1, 2], reach: 0.1, rounds: 10 })).toEqual([3]);
  });
});

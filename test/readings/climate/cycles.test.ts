import { describe, expect, it } from 'vitest';
import { createDailyShape, createYear, hoursAfter } from '../../../src/readings/climate/cycles.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the course of a day', () => {
  it.each([
    [5, 13],
    [7.5, 13.5],
    [22, 3],
    [3, 2],
    [0, 24],
    [6, 6],
  ])('is lowest at %d and highest at %d, and 0 on average', (lowest, highest) => {
    const shape = createDailyShape(lowest, highest);
    const values = Array.from({ length: 2400 }, (_, index) => shape(-DAY + (index * DAY) / 2400));
    expect(shape(lowest * HOUR)).toBeCloseTo(-1, 10);
    if (hoursAfter(highest, lowest) > 0) expect(shape(highest * HOUR + 20_000 * DAY)).toBeCloseTo(1, 10);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 2);
  });

  it('counts hours on from another, over midnight and before 1970', () => {
    expect([hoursAfter(2, 22), hoursAfter(22, 2), hoursAfter(-1, 0), hoursAfter(473_005, 5)]).toEqual([
      4, 20, 23, 8,
    ]);
  });
});

describe('the season', () => {
  it.each([2000, 2026, 2050])('is highest on its day in %d', (year) => {
    const season = createYear(10, 204); // 23 July, or 22 July in a leap year
    expect(season(Date.parse(`${year}-07-22T12:00:00Z`))).toBeGreaterThan(9.9);
    expect(season(Date.parse(`${year}-01-21T12:00:00Z`))).toBeLessThan(-9.9);
  });
});

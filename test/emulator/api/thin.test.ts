import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thin } from '../../../src/emulator/api/thin.ts';
import type { Point } from '../../../src/emulator/history.ts';

const points = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: -5, max: 5 })), { maxLength: 400 })
  .map((all) => all.map(([timeMs, value]): Point => [timeMs, value]).toSorted(([a], [b]) => a - b));

/** What a line through points shows in one column: where it comes in and goes out, and how far it reaches. */
function column(all: readonly Point[]): unknown {
  const values = all.map(([, value]) => value);
  return [values[0], values.at(-1), Math.min(...values), Math.max(...values)];
}

/** The points of each column, by its number. */
function columnsOf(all: readonly Point[], parts: number): Map<number, Point[]> {
  const columns = new Map<number, Point[]>();
  for (const point of all) {
    const number = Math.min(parts - 1, Math.floor((point[0] * parts) / 1000));
    columns.set(number, [...(columns.get(number) ?? []), point]);
  }
  return columns;
}

test('what is left looks in every column as all did', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 30 }), (all, parts) => {
      const left = columnsOf(thin(all, { parts, fromMs: 0, toMs: 1000 }), parts);
      const before = columnsOf(all, parts);
      expect([...left.keys()]).toEqual([...before.keys()]);
      for (const [number, own] of before) expect(column(left.get(number)!)).toEqual(column(own));
    }),
  );
});

test('what is left is in order, was there before, and is no more than can be drawn', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 30 }), (all, parts) => {
      const left = thin(all, { parts });
      expect(left.length).toBeLessThanOrEqual(4 * parts);
      const places = left.map((point) => all.indexOf(point));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(new Set(places).size).toBe(left.length);
      expect(places).not.toContain(-1);
      if (all.length <= 4 * parts) expect(left).toEqual(all);
    }),
  );
});

test('values of one time and values outside the parts do no harm', () => {
  const same = Array.from({ length: 100 }, (_, index): Point => [5, index]);
  expect(thin(same, { parts: 10 })).toEqual([
    [5, 0],
    [5, 99],
  ]);
  expect(thin(same, { parts: 1, fromMs: 5, toMs: 5 })).toHaveLength(2);
  expect(thin(same, { parts: 10, fromMs: 0, toMs: 0 })).toHaveLength(2);
  expect(thin([], { parts: 10 })).toEqual([]);
});

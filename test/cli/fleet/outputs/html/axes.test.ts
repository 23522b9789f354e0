import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countAxis,
  durationAxis,
  timeTicks,
  type ValueAxis,
} from '../../../../../src/cli/fleet/outputs/html/axes.ts';
import { START_MS } from './made-line.ts';

const labels = ({ ticks }: ValueAxis): string[] => ticks.map(({ label }) => label);

/** Marks that a chart can be read by: few, ascending, all within it. */
function expectReadable({ ticks, place }: ValueAxis): void {
  expect(ticks.length).toBeGreaterThanOrEqual(1);
  expect(ticks.length).toBeLessThanOrEqual(8);
  const places = ticks.map(({ value }) => place(value));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const each of places) {
    expect(each).toBeGreaterThanOrEqual(0);
    expect(each).toBeLessThanOrEqual(1 + 1e-9);
  }
  expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
}

describe('an axis of numbers', () => {
  test.each([
    [0, true, ['0', '1']],
    [3, true, ['0', '1', '2', '3']],
    [0.2, false, ['0', '0.05', '0.1', '0.15', '0.2']],
    [2001, false, ['0', '1,000', '2,000', '3,000']],
    [2_000_000, true, ['0', '500K', '1M', '1.5M', '2M']],
  ])('to %d is marked with round numbers', (most, isWhole, expected) => {
    expect(labels(countAxis(most, { isWhole }))).toEqual(expected);
  });

  test('has room for its greatest number, whichever that is', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), fc.boolean(), (most, isWhole) => {
        const axis = countAxis(most, { isWhole });
        expectReadable(axis);
        expect(axis.place(most)).toBeLessThanOrEqual(1 + 1e-9);
        expect(axis.place(0)).toBe(0);
      }),
    );
  });
});

describe('an axis of durations', () => {
  test('is even where they are alike', () => {
    const axis = durationAxis(2, 11);
    expect(axis.isLog).toBe(false);
    expect(labels(axis)).toEqual(['0', '5 ms', '10 ms', '15 ms']);
  });

  test.each([
    [0.9, 900, ['1 ms', '10 ms', '100 ms', '1s']],
    [2, 90, ['2 ms', '5 ms', '10 ms', '20 ms', '50 ms', '100 ms']],
    [0.001, 3_600_000, ['0.001 ms', '0.1 ms', '10 ms', '1s', '1m40s']],
  ])('from %d to %d ms is logarithmic', (least, most, expected) => {
    const axis = durationAxis(least, most);
    expect(axis.isLog).toBe(true);
    expect(labels(axis)).toEqual(expect.arrayContaining(expected));
  });

  test('has room for all of them, whatever they are', () => {
    const ms = fc.double({ min: 0.001, max: 3_600_000, noNaN: true });
    fc.assert(
      fc.property(ms, ms, (one, other) => {
        const [least, most] = [Math.min(one, other), Math.max(one, other)];
        const axis = durationAxis(least, most);
        expectReadable(axis);
        expect(axis.place(most)).toBeLessThanOrEqual(1 + 1e-9);
        expect(axis.place(least)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('an axis of time', () => {
  test('says how long after the start, and when in UTC', () => {
    const ticks = timeTicks({ startMs: START_MS, lengthMs: 60_000 });
    expect(ticks.map(({ label, note }) => `${label} ${note}`)).toEqual([
      'start 20:31:05',
      '+10s 20:31:15',
      '+20s 20:31:25',
      '+30s 20:31:35',
      '+40s 20:31:45',
      '+50s 20:31:55',
      '+1m 20:32:05',
    ]);
    expect(ticks.filter(({ isMinor }) => !isMinor).map(({ label }) => label)).toEqual([
      'start',
      '+20s',
      '+40s',
      '+1m',
    ]);
  });

  test.each([
    [1_000, '+200ms', '20:31:05.4'],
    [36_000_000, '+2h', '22:31:05'],
    [4 * 86_400_000, '+12h', '11-29 08:31'],
  ])('over %d ms is marked in steps that people count in', (lengthMs, label, note) => {
    expect(timeTicks({ startMs: START_MS, lengthMs })[1]).toMatchObject({ label, note });
  });

  test('has few marks, and fewer where there is little room, however long the run', () => {
    expect(timeTicks({ startMs: START_MS, lengthMs: 0 })).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e11 }), (lengthMs) => {
        const ticks = timeTicks({ startMs: START_MS, lengthMs });
        expect(ticks.length).toBeLessThanOrEqual(12);
        expect(ticks.filter(({ isMinor }) => !isMinor).length).toBeLessThanOrEqual(4);
        for (const { place } of ticks) expect(place).toBeLessThanOrEqual(1);
      }),
    );
  });
});

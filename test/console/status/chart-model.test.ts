import { describe, expect, test } from 'vitest';
import {
  drawnPoints,
  newestValues,
  rangeView,
  readRange,
  scaled,
  shifted,
  whole,
  withHeardValue,
} from '../../../src/console/pages/device/status/chart-model.ts';

const HOUR_MS = 3_600_000;
const NOW = 100 * HOUR_MS;

const heard = (timeMs: number, value: unknown) => ({ timeMs, value, heardAt: NOW, isLate: false });

describe('the time that a chart shows', () => {
  test('is the last hour, or what the address says', () => {
    expect(readRange(null)).toBe('5m');
    expect(readRange('7d')).toBe('7d');
    expect(readRange('constructor')).toBe('5m');
  });

  test('ends now, or where a device sends later times, with its last', () => {
    expect(rangeView('1h', NOW, [])).toEqual({ from: NOW - HOUR_MS, to: NOW });
    expect(rangeView('1h', NOW, [NOW + 500])).toEqual({ from: NOW + 500 - HOUR_MS, to: NOW + 500 });
  });

  test('has all values, and room around one that is alone', () => {
    expect(rangeView('all', NOW, [5, 7, 9])).toEqual({ from: 5, to: 9 });
    const { from, to } = rangeView('all', NOW, [NOW]);
    expect(from).toBeLessThan(NOW);
    expect(to).toBeGreaterThan(NOW);
  });

  test('is zoomed around its middle and moved by parts of its length, in whole milliseconds after 1970', () => {
    expect(scaled({ from: 1000, to: 2001 }, 0.5)).toEqual({ from: 1250, to: 1751 });
    expect(scaled({ from: 1000, to: 2000 }, 2)).toEqual({ from: 500, to: 2500 });
    expect(scaled({ from: 1000, to: 1001 }, 0.5)).toEqual({ from: 951, to: 1051 });
    expect(shifted({ from: 1000, to: 2000 }, -0.5)).toEqual({ from: 500, to: 1500 });
    expect(shifted({ from: 100, to: 1100 }, -0.5).from).toBe(0);
    expect(whole({ from: 9.6, to: 500.2 })).toEqual({ from: 10, to: 500 });
  });
});

describe('what a chart draws', () => {
  test('is what was read and what came since, in the order of its times', () => {
    const chart = { count: 2, points: [[1, 10] as const, [2, 20] as const] };
    expect(drawnPoints(chart, [heard(2, 20), heard(3, 30), heard(1.5, 15), heard(4, true)])).toEqual({
      times: [1, 2, 3, 4],
      numbers: [10, 20, 30, 1],
    });
  });

  test('leaves out what is no number', () => {
    expect(drawnPoints(undefined, [heard(1, 'a'), heard(2, null), heard(3, { a: 1 }), heard(4, 4)])).toEqual({
      times: [4],
      numbers: [4],
    });
  });
});

describe('a value that is heard', () => {
  const lateness = (newestMs: number, ...times: readonly number[]): boolean[] =>
    times
      .reduce(
        (values, timeMs) => withHeardValue(values, { timeMs, value: 1, heardAt: NOW }, newestMs),
        [] as ReturnType<typeof withHeardValue>,
      )
      .map(({ isLate }) => isLate);

  test('is late where one that is there was taken after it', () => {
    expect(lateness(10, 10, 12, 11, 12, 13)).toEqual([false, false, true, false, false]);
    expect(lateness(10, 9)).toEqual([true]);
    expect(lateness(Number.NEGATIVE_INFINITY, 9)).toEqual([false]);
  });
});

describe('the newest values', () => {
  test('are those that were read and those that came, each once, newest first', () => {
    const read = [
      { timeMs: 3, value: 30 },
      { timeMs: 1, value: 10 },
    ];
    expect(
      newestValues(read, [heard(3, 30), heard(2, 20), heard(4, 40)], 3).map(({ value }) => value),
    ).toEqual([40, 30, 20]);
  });

  test('of one time stand in the order they came, the last first', () => {
    expect(newestValues([], [heard(1, 'a'), heard(1, 'b')], 2).map(({ value }) => value)).toEqual(['b', 'a']);
  });
});

import { describe, expect, test } from 'vitest';
import { numberTexts, tickTexts } from '../../../src/console/components/chart-ticks.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const formats = {
  clock: (ms: number) => iso(ms).slice(11, 23),
  second: (ms: number) => iso(ms).slice(11, 19),
  minute: (ms: number) => iso(ms).slice(11, 16),
  day: (ms: number) => iso(ms).slice(5, 10),
};
const HOUR_MS = 3_600_000;
const EVENING = Date.UTC(2026, 10, 21, 22);

describe('the marks of a time axis', () => {
  test('name the day where it begins, and once at the start', () => {
    const times = [0, 1, 2, 3].map((hours) => EVENING + hours * HOUR_MS);
    expect(tickTexts(times, HOUR_MS, formats)).toEqual(['22:00\n11-21', '23:00', '00:00\n11-22', '01:00']);
  });

  test.each([
    [24 * HOUR_MS, '11-21'],
    [60_000, '22:00\n11-21'],
    [5000, '22:00:00\n11-21'],
    [100, '22:00:00.000\n11-21'],
  ])('%i ms apart are written as %j', (stepMs, expected) => {
    expect(tickTexts([EVENING], stepMs, formats)).toEqual([expected]);
  });
});

describe('the marks of an axis of numbers', () => {
  const number = { number: String };

  test.each<[number[], string[]]>([
    [
      [20, 20.2, 20.4],
      ['20.0', '20.2', '20.4'],
    ],
    [
      [0.1 + 0.2, 1],
      ['0.3', '1.0'],
    ],
    [
      [1, 2],
      ['1', '2'],
    ],
    [[], []],
  ])('%j are written as %j', (numbers, expected) => {
    expect(numberTexts(numbers, new Map(), number)).toEqual(expected);
  });

  test('have names where the numbers stand for some', () => {
    const names = new Map([
      [0, 'Off'],
      [1, 'A name that is too long'],
      [2, ''],
    ]);
    expect(numberTexts([0, 1, 2], names, number)).toEqual(['Off', 'A name that…', '2']);
  });
});

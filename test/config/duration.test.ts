import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/config/duration.ts';

const problem = (text: string): string => {
  const parsed = parseDuration(text);
  return 'problem' in parsed ? parsed.problem : `read as ${parsed.value}`;
};

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['1m500ms', 60_500],
    ['3650d', 3650 * 86_400_000],
  ])('%s is %d ms', (text, value) => {
    expect(parseDuration(text)).toEqual({ value });
  });

  test('a bare number is told which unit to write', () => {
    expect(problem('5')).toContain('write 5s');
    expect(problem('0.5')).toContain('write 0.5s');
  });

  test.each(['0s', '0ms', '0h0m'])('%s is refused: it must be longer than 0', (text) => {
    expect(problem(text)).toContain('longer than 0');
  });

  test.each(['', 's', '-5s', '5 s', '5S', '5sec', '1h-30m', '1e3s', '.5s', '5,5s', 'Infinity', ' 5s'])(
    '"%s" is refused with examples of what would be right',
    (text) => {
      expect(problem(text)).toContain('500ms, 5s, 2m or 1h30m');
    },
  );

  test('more than ten years is a typing error', () => {
    expect(problem('3651d')).toContain('ten years');
    expect(problem(`${'9'.repeat(400)}h`)).toContain('ten years');
  });
});

describe('formatDuration', () => {
  test.each([
    [1, '1ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [1_500, '1.5s'],
    [59_000, '59s'],
    [60_000, '1m'],
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [5_400_000, '1h30m'],
    [86_400_000, '1d'],
    [604_800_000, '7d'],
  ])('%d ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test.each([
    [999.6, '1s'],
    [59_960, '1m'],
    [59_999, '1m'],
  ])('%d ms is rounded up to the next unit: %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('what it writes of whole seconds up to an hour reads back as the same', () => {
    assert(
      property(integer({ min: 1, max: 3_600 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1_000))).toEqual({ value: seconds * 1_000 });
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { parseStartTime } from '../../src/config/parse-start-time.ts';

describe('when a fleet begins', () => {
  test.each([
    ['2026-01-31T12:00:00Z', { atMs: Date.UTC(2026, 0, 31, 12) }],
    ['2026-01-31T12:00:00+08:00', { atMs: Date.UTC(2026, 0, 31, 4) }],
    ['2026-01-31 12:00:00.5Z', { atMs: Date.UTC(2026, 0, 31, 12, 0, 0, 500) }],
    [' 2026-01-31T12:00Z ', { atMs: Date.UTC(2026, 0, 31, 12) }],
    ['2026-01-31', { atMs: Date.UTC(2026, 0, 31) }],
    ['2001-01-01T00:00:00Z', { atMs: Date.UTC(2001, 0, 1) }],
    ['+30s', { inMs: 30_000 }],
    ['+1h30m', { inMs: 5_400_000 }],
    ['+1.5ms', { inMs: 2 }],
    ['now', { inMs: 0 }],
  ])('is understood from %s', (text, value) => {
    expect(parseStartTime(text)).toEqual({ value });
  });

  test.each([
    ['30d', '"30d" is in the past: write +30d for later, or a time such as 2026-01-31T12:00:00Z'],
    ['-30s', '"-30s" is in the past: write +30s for later'],
    ['2026-01-31T12:00:00', 'has no zone: write 2026-01-31T12:00:00Z for UTC, or 2026-01-31T12:00:00+08:00'],
    ['+30', '"+30" has no unit: write +30s'],
    ['+0s', 'must be longer than 0'],
    ['+', 'is no duration'],
    ['+ 30s', 'is no duration'],
    ['+2026-01-31', 'is no duration'],
    ['+9999d', 'is longer than ten years'],
    ['30', '"30" is no time: write for example 2026-01-31T12:00:00Z, +30s, or now'],
    ['1767225600000', 'is no time'],
    ['2026-02-30T12:00:00Z', 'is no time'],
    ['12:00', 'is no time'],
    ['tomorrow', 'is no time'],
    ['', 'is no time'],
  ])('is asked for anew after %s', (text, problem) => {
    const parsed = parseStartTime(text);
    expect('problem' in parsed ? parsed.problem : parsed.value).toContain(problem);
  });

  test('is never said to be an age', () => {
    for (const text of ['', '30', '0d', 'soon', '2026-13-01']) {
      const parsed = parseStartTime(text);
      expect('problem' in parsed ? parsed.problem : parsed.value).not.toMatch(/ago/);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { givenTimeMs, parseTime } from '../../src/config/parse-time.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const DAY_MS = 86_400_000;

describe('a time on the command line', () => {
  test.each([
    ['2026-01-01', Date.UTC(2026, 0, 1)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-01-01T06:30Z', Date.UTC(2026, 0, 1, 6, 30)],
    ['2026-01-01T06:30:15Z', Date.UTC(2026, 0, 1, 6, 30, 15)],
    ['2026-01-01T06:30:15.250z', Date.UTC(2026, 0, 1, 6, 30, 15, 250)],
    ['2026-01-01 06:30:15Z', Date.UTC(2026, 0, 1, 6, 30, 15)],
    ['2026-01-01T06:30:00+08:00', Date.UTC(2025, 11, 31, 22, 30)],
    ['2026-01-01T06:30:00+0800', Date.UTC(2025, 11, 31, 22, 30)],
    ['2026-01-01T06:30:00-05:00', Date.UTC(2026, 0, 1, 11, 30)],
    ['now', NOW_MS],
    [' now ', NOW_MS],
    ['30d', NOW_MS - 30 * DAY_MS],
    ['-30d', NOW_MS - 30 * DAY_MS],
    ['1h30m', NOW_MS - 5_400_000],
    ['0.5d', NOW_MS - DAY_MS / 2],
  ])('%s is understood', (text, expectedMs) => {
    const parsed = parseTime(text);
    expect('value' in parsed ? givenTimeMs(parsed.value, NOW_MS) : parsed.problem).toBe(expectedMs);
  });

  test.each([
    ['2026-01-01T06:30:00', '"2026-01-01T06:30:00" has no zone: write 2026-01-01T06:30:00Z for UTC'],
    ['2026-01-01 06:30', 'has no zone: write 2026-01-01 06:30Z'],
    ['30', '"30" has no unit: write 30d for 30 days ago'],
    ['-30', 'has no unit: write 30d'],
    ['2026', 'has no unit'],
    ['2026-02-30', '"2026-02-30" is no time: write for example 2026-01-31'],
    ['2026-13-01', 'is no time'],
    ['2026-1-1', 'is no time'],
    ['2026-01-01T25:00Z', 'is no time'],
    ['01.02.2026', 'is no time'],
    ['yesterday', 'now, or 30d for thirty days ago'],
    ['30 d', 'is no time'],
    ['+1h', 'is no time'],
    ['--30d', 'is no time'],
    ['1767225600000', 'is no time'],
    ['1969-12-31', 'is no time'],
    ['0d', 'must be longer than 0'],
    ['9999d', 'is longer than ten years'],
    ['', 'is no time'],
  ])('of %s it says what would be right', (text, problem) => {
    const parsed = parseTime(text);
    expect('problem' in parsed ? parsed.problem : parsed.value).toContain(problem);
  });
});

import { describe, expect, test, vi } from 'vitest';
import { timeMarks } from '../../../src/cli/preview/time-axis.ts';

const HOUR_MS = 3_600_000;

/** The marks of a span in so many columns, as text. */
function marks({ from, hours, columns = 71 }: { from: string; hours: number; columns?: number }): string[] {
  const fromMs = Date.parse(from);
  return timeMarks({ fromMs, toMs: fromMs + hours * HOUR_MS }, columns).map(({ timeMs, label, group }) => {
    const time = new Date(timeMs).toISOString().slice(0, 16);
    return `${time} ${group === '' ? label : `${group} ${label}`}`;
  });
}

describe('the times below a chart', () => {
  test('are round hours, as many as have room', () => {
    vi.stubEnv('TZ', 'UTC');
    expect(marks({ from: '2026-01-31T15:20Z', hours: 24, columns: 40 })).toEqual([
      '2026-01-31T18:00 2026-01-31 18:00',
      '2026-02-01T00:00 2026-02-01 00:00',
      '2026-02-01T06:00 2026-02-01 06:00',
      '2026-02-01T12:00 2026-02-01 12:00',
    ]);
    expect(marks({ from: '2026-01-31T15:20Z', hours: 24, columns: 200 })).toHaveLength(24);
  });

  test('are days, weeks that begin on a Monday, months and years where the time is long', () => {
    vi.stubEnv('TZ', 'UTC');
    expect(marks({ from: '2026-01-30T12:00Z', hours: 96 })[0]).toBe('2026-01-30T12:00 2026-01-30 12:00');
    expect(marks({ from: '2026-01-30T12:00Z', hours: 24 * 7, columns: 60 }).slice(0, 2)).toEqual([
      '2026-01-31T00:00 2026 01-31',
      '2026-02-01T00:00 2026 02-01',
    ]);
    expect(marks({ from: '2026-01-30T12:00Z', hours: 24 * 30 }).slice(0, 2)).toEqual([
      '2026-02-02T00:00 2026 02-02',
      '2026-02-09T00:00 2026 02-09',
    ]);
    expect(marks({ from: '2026-01-30T12:00Z', hours: 24 * 365 }).slice(0, 2)).toEqual([
      '2026-03-01T00:00 2026-03',
      '2026-05-01T00:00 2026-05',
    ]);
    expect(marks({ from: '2026-01-30T12:00Z', hours: 24 * 3650 }).slice(0, 2)).toEqual([
      '2028-01-01T00:00 2028',
      '2030-01-01T00:00 2030',
    ]);
  });

  test('are seconds where it is short', () => {
    vi.stubEnv('TZ', 'UTC');
    expect(marks({ from: '2026-01-30T12:00:02Z', hours: 10 / 3600 })).toEqual([
      '2026-01-30T12:00 2026-01-30 12:00:05',
      '2026-01-30T12:00 2026-01-30 12:00:10',
    ]);
  });

  test('are round in local time, on the days too that have another length', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(marks({ from: '2026-10-24T22:00Z', hours: 25, columns: 40 })).toEqual([
      '2026-10-24T22:00 2026-10-25 00:00',
      '2026-10-25T05:00 2026-10-25 06:00',
      '2026-10-25T11:00 2026-10-25 12:00',
      '2026-10-25T17:00 2026-10-25 18:00',
    ]);
  });
});

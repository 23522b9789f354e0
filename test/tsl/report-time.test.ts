import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/json.ts';
import { reportTime } from '../../src/tsl/report-time.ts';

const NOW = 1_700_000_000_000;
const DAY_MS = 86_400_000;

describe('the time of a reported value', () => {
  it.each([undefined, null])('is the platform’s own where it is %s', (time) => {
    expect(reportTime(time, NOW)).toBe(NOW);
  });

  it.each([0, 1524448722000, NOW + DAY_MS])('may be %d', (time) => {
    expect(reportTime(time, NOW)).toBe(time);
  });

  it.each([String(NOW + DAY_MS + 1), '-1', '"5"', '5.5', '1e400', '892687627916247040', 'true', '{}', '[]'])(
    'is illegal as %s',
    (time) => {
      expect(reportTime(parseJson(time), NOW)).toBeUndefined();
    },
  );
});

import { describe, expect, test } from 'vitest';
import { readTime } from '../../src/readings/recorded-time.ts';

const TIME = Date.UTC(2013, 5, 30, 13, 5, 7);

describe('the time of a recorded reading', () => {
  test.each([
    ['2013-06-30T13:05:07Z', TIME],
    ['2013-06-30T13:05:07.25Z', TIME + 250],
    ['2013-06-30T13:05:07.123999Z', TIME + 123],
    ['2013-06-30T21:05:07+08:00', TIME],
    ['2013-06-30T21:05:07+0800', TIME],
    ['2013-06-30 09:35:07 -0330', TIME],
    ['2013-06-30 15:05:07+02', TIME],
    [' 2013-06-30t13:05:07z ', TIME],
    // Without a zone it is UTC.
    ['2013-06-30T13:05:07', TIME],
    ['2013-06-30 13:05', TIME - 7_000],
    ['2013-06-30', Date.UTC(2013, 5, 30)],
    ['2012-02-29', Date.UTC(2012, 1, 29)],
    // Numbers are told apart by their size.
    ['1372597507000', TIME],
    ['1372597507', TIME],
    ['1372597507.25', TIME + 250],
    ['0', 0],
    ['99999999999', 99_999_999_999_000],
    ['100000000000', 100_000_000_000],
  ])('%s is read', (text, timeMs) => {
    expect(readTime(text)).toBe(timeMs);
  });

  test.each([
    '',
    'lately',
    '30.06.2013',
    '2013-6-30',
    '2013-02-30',
    '2013-02-29',
    '2013-13-01',
    '2013-06-30T24:00:00Z',
    '2013-06-30T13:60',
    '13:05:07',
    '1969-12-31T23:59:59Z',
    '-5',
    '1e12',
    '9999999999999999',
    '2013-06-30T13:05:07 CET',
  ])('%j is none', (text) => {
    expect(readTime(text)).toBeUndefined();
  });
});

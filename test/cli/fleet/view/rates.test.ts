import { expect, test } from 'vitest';
import { addSample, rateHistory, rateNow, type Sample } from '../../../../src/cli/fleet/view/rates.ts';

const even = (seconds: number, perSecond: number): Sample[] =>
  Array.from({ length: seconds }, (_, index) => ({
    atMs: 1000 * (index + 1),
    sent: perSecond * (index + 1),
  }));

test('the rate now is that of the last five seconds', () => {
  expect(rateNow([])).toBe(0);
  expect(rateNow(even(3, 40))).toBe(40);
  expect(rateNow([...even(10, 40), { atMs: 12_500, sent: 650 }])).toBe((650 - 300) / 5);
});

test('a minute is kept, and what it takes to know its first second', () => {
  const samples = even(300, 40).reduce<Sample[]>(addSample, []);
  expect(samples.length).toBeLessThanOrEqual(62);
  expect(rateHistory(samples, 30)).toEqual(Array.from({ length: 30 }, () => 40));
});

test('before the start there was no rate, and a pause is one of 0', () => {
  expect(
    rateHistory(
      [
        { atMs: 4_000, sent: 8 },
        { atMs: 6_000, sent: 8 },
      ],
      30,
    ).slice(-4),
  ).toEqual([undefined, 2, 2, 0]);
});

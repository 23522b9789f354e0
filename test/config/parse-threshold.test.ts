import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseThreshold } from '../../src/config/parse-threshold.ts';
import { COMPARISONS, FIGURES, type FigureUnit } from '../../src/engine/fleet/report/thresholds.ts';

/** Texts of limits, and the numbers that they stand for. */
const LIMITS: Record<FigureUnit, fc.Arbitrary<[text: string, limit: number]>> = {
  share: fc.integer({ min: 0, max: 1000 }).map((tenths) => [`${tenths / 10}%`, Number(`${tenths}e-3`)]),
  ms: fc
    .tuple(fc.integer({ min: 1, max: 9_999 }), fc.constantFrom(['ms', 1], ['s', 1_000], ['m', 60_000]))
    .map(([amount, [unit, ms]]) => [`${amount}${unit}`, amount * Number(ms)]),
  perSecond: fc.integer({ min: 1, max: 999_999 }).map((rate) => [`${rate}/s`, rate]),
  count: fc.integer({ min: 0, max: 1_000_000 }).map((count) => [String(count), count]),
};

describe('a threshold', () => {
  test('is read with every figure, comparison and unit, and any blanks', () => {
    const anyThreshold = fc
      .tuple(fc.constantFrom(...FIGURES.keys()), fc.constantFrom(...COMPARISONS))
      .chain(([figure, comparison]) =>
        LIMITS[FIGURES.get(figure)?.unit ?? 'count'].map(([text, limit]) => ({
          figure,
          comparison,
          text,
          limit,
        })),
      );
    const blanks = fc.constantFrom('', ' ', '  ');
    fc.assert(
      fc.property(anyThreshold, blanks, blanks, ({ figure, comparison, text, limit }, before, after) => {
        const written = `${before}${figure}${after}${comparison}${before}${text}${after}`;
        expect(parseThreshold(written)).toEqual({
          value: { text: written.trim(), figure, comparison, limit },
        });
      }),
    );
  });

  test.each([
    ['p99', 'compares nothing'],
    ['', 'compares nothing'],
    ['p99=800ms', 'compares nothing'],
    ['p99=>800ms', 'compares nothing'],
    ['p99>>800ms', 'compares nothing'],
    ['eror_rate>1%', '"eror_rate" is no figure of a run. Did you mean error_rate?'],
    ['p98>1s', '"p98" is no figure of a run. Did you mean p'],
    ['>1s', '"" is no figure of a run'],
    ['p99>800', '800 has no unit: write 800ms'],
    ['p99>', 'is no duration'],
    ['p99>1%', 'is no duration'],
    ['p99>0ms', 'must be longer than 0'],
    ['error_rate>5', '5 is more than all: write 5%'],
    ['error_rate>101%', '101% is more than all'],
    ['error_rate>1ms', 'is no share: write for example 1%'],
    ['rate<100', '100 has no unit: write 100/s'],
    ['rate<fast/s', 'is no rate'],
    ['refused>1%', '"1%" is not a whole number from 0 on'],
    ['sent<-1', 'is not a whole number from 0 on'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseThreshold(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

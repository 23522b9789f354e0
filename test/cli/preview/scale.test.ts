import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LABEL_WIDTH, valueScale } from '../../../src/cli/preview/scale.ts';
import { numberType } from '../../helpers/model.ts';

const labels = (range: { min: number; max: number }, type = numberType('double')): string[] =>
  valueScale(range, type).marks.map(({ label }) => label);

describe('the scale of a chart', () => {
  test.each([
    [{ min: 14.2, max: 26.7 }, ['30', '25', '20', '15', '10']],
    [{ min: 0.01, max: 0.06 }, ['0.06', '0.04', '0.02', '0.00']],
    [{ min: -0.3, max: 0.4 }, ['0.4', '0.2', '0.0', '-0.2', '-0.4']],
    [{ min: 101_000, max: 101_900 }, ['102000', '101750', '101500', '101250', '101000']],
    [{ min: 1e12, max: 4e12 }, ['4.0e12', '3.0e12', '2.0e12', '1.0e12']],
    [{ min: 7, max: 7 }, ['8.0', '7.5', '7.0', '6.5', '6.0']],
  ])('of %j has round values', (range, expected) => {
    expect(labels(range)).toEqual(expected);
  });

  test('of whole numbers has no fractions', () => {
    expect(labels({ min: 21, max: 22 }, numberType('int'))).toEqual(['22', '21']);
    expect(labels({ min: 5, max: 5 }, numberType('int'))).toEqual(['6', '5', '4']);
  });

  test('is cut where the model’s range ends, and says so', () => {
    const type = numberType('int', { min: '-10', max: '50' });
    expect(labels({ min: -10, max: 50 }, type)).toEqual(['max 50', 'min -10', '40', '20', '0']);
    expect(labels({ min: 14, max: 27 }, type)).toEqual(['30', '25', '20', '15', '10']);
    expect(valueScale({ min: -10, max: 50 }, type)).toMatchObject({ min: -10, max: 50 });
  });

  test('goes beyond the model’s range with the values', () => {
    const type = numberType('int', { min: '-10', max: '50' });
    expect(valueScale({ min: 0, max: 56 }, type)).toMatchObject({ min: 0, max: 60 });
  });

  test('holds all values, with labels that fit, whatever the values are', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, value, (one, other) => {
        const range = { min: Math.min(one, other), max: Math.max(one, other) };
        const scale = valueScale(range, numberType('double'));
        expect(scale.min).toBeLessThanOrEqual(range.min);
        expect(scale.max).toBeGreaterThanOrEqual(range.max);
        expect(scale.marks.length).toBeLessThanOrEqual(7);
        for (const { label } of scale.marks) expect(label.length).toBeLessThanOrEqual(LABEL_WIDTH + 1);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawingGrid, gridValue, snap } from '../../src/tsl/grid.ts';
import { arbitraryNumberType } from '../helpers/arbitrary-number.ts';
import { numberType } from '../helpers/model.ts';

const celsius = numberType('int', { min: '-10', max: '50', step: '1' });
const tenths = numberType('float', { min: '-50', max: '100', step: '0.1' });

function allValues(...args: Parameters<typeof drawingGrid>): number[] {
  const grid = drawingGrid(...args);
  return Array.from({ length: Number(grid.last) + 1 }, (_, index) => gridValue(grid, BigInt(index)));
}

describe('the grid of a number type', () => {
  it.each([
    ['both ends of an int', { min: '-2', max: '2', step: '1' }, [-2, -1, 0, 1, 2]],
    ['tenths without rounding errors', { min: '0', max: '0.5', step: '0.1' }, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
    ['negative tenths', { min: '-0.2', max: '0.1', step: '0.1' }, [-0.2, -0.1, 0, 0.1]],
    ['no value above an end that no step reaches', { min: '1', max: '10', step: '4' }, [1, 5, 9]],
    ['the lower end alone for a step wider than the range', { min: '3', max: '5', step: '10' }, [3]],
    ['one value where both ends are equal', { min: '7', max: '7', step: '1' }, [7]],
    [
      'steps counted from an end that is no multiple of them',
      { min: '0.05', max: '0.3', step: '0.1' },
      [0.05, 0.15, 0.25],
    ],
  ])('has %s', (_, specs, values) => {
    expect(allValues(numberType('double', specs))).toEqual(values);
  });

  it('has every tenth of the preset, ends included', () => {
    const values = allValues(tenths);
    expect(values).toHaveLength(1501);
    expect(values.map(String)).toEqual(
      Array.from({ length: 1501 }, (_, index) => String((index - 500) / 10)),
    );
  });

  it.each([
    ['int', 1],
    ['float', 0.01],
    ['double', 0.01],
  ] as const)('has a step of its own for %s where the model has none', (type, step) => {
    expect(allValues(numberType(type, { min: '0', max: '1' }))[1]).toBe(step);
  });

  it.each([
    [{}, [0, 100]],
    [{ min: '20' }, [20, 120]],
    [{ max: '20' }, [-80, 20]],
  ] as const)('spans a hundred where the model leaves an end open: %j', (specs, ends) => {
    const grid = drawingGrid(numberType('int', specs));
    expect([gridValue(grid, 0n), gridValue(grid, grid.last)]).toEqual(ends);
  });

  it('stays within what an int can hold', () => {
    const grid = drawingGrid(numberType('int', { min: '2147483600' }));
    expect(gridValue(grid, grid.last)).toBe(2147483647);
  });

  it.each([{ min: '5000000000' }, { max: '-5000000000' }, { min: '5000000000', step: '1000' }])(
    'has values where the model sets one bound alone: %j',
    (specs) => {
      expect(drawingGrid(numberType('double', specs)).last).toBeGreaterThanOrEqual(0n);
    },
  );
});

describe('a narrowed grid', () => {
  it.each([
    ['between both bounds', { min: 20, max: 22 }, [20, 21, 22]],
    ['from the upper bound', { min: 49 }, [49, 50]],
    ['to the lower bound', { max: -9 }, [-10, -9]],
    ['inside bounds that are between two steps', { min: 19.5, max: 21.9 }, [20, 21]],
    ['within the model though the bounds are wider', { min: 49.5, max: 80 }, [50]],
    ['nothing between two steps', { min: 20.2, max: 20.8 }, []],
    ['nothing beyond the model', { min: 51 }, []],
  ])('has %s', (_, narrowed, values) => {
    expect(allValues(celsius, narrowed)).toEqual(values);
  });

  it('stays on the model’s own steps', () => {
    expect(
      allValues(numberType('float', { min: '0.05', max: '1', step: '0.1' }), { min: 0.3, max: 0.5 }),
    ).toEqual([0.35, 0.45]);
  });
});

describe('snap', () => {
  it.each([
    [3.95, 4],
    [-0.05, 0],
    [-0.15, -0.1],
    [59.5, 59.5],
    [3.94, 3.9],
    [0.30000000000000004, 0.3],
    [-50.04, -50],
    [99.95, 100],
    [100, 100],
    [-50, -50],
    [1e300, 100],
    [-1e300, -50],
    [1e-300, 0],
  ])('brings %d to the tenth %d, halves up', (value, snapped) => {
    expect(snap(tenths, value)).toBe(snapped);
  });

  it.each([
    [59.5, 50],
    [3.95, 4],
    [21.5, 22],
    [-0.5, 0],
    [-1.5, -1],
    [-0.05, 0],
    [-10.6, -10],
  ])('brings %d to the whole number %d, halves up', (value, snapped) => {
    expect(snap(celsius, value)).toBe(snapped);
  });

  it('brings a value near an end that no step reaches to the last step', () => {
    expect(snap(numberType('int', { min: '1', max: '10', step: '4' }), 10)).toBe(9);
  });

  it('gives the value of the grid that is nearest, or the one above where two are', () => {
    const values = allValues(tenths);
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 110_000 }), (thousandths) => {
        const nearest = values.reduce((best, candidate) => {
          const distance = (grid: number) => Math.abs(Math.round(grid * 1000) - thousandths);
          return distance(candidate) <= distance(best) ? candidate : best;
        });
        expect(snap(tenths, thousandths / 1000)).toBe(nearest);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves every value of a grid as it is', () => {
    fc.assert(
      fc.property(arbitraryNumberType, fc.bigInt({ min: 0n, max: 2n ** 40n }), (type, index) => {
        const grid = drawingGrid(type);
        const value = gridValue(grid, index < grid.last ? index : grid.last);
        expect(snap(type, value)).toBe(value);
      }),
    );
  });

  it.each([NaN, Infinity])('has nothing to bring %d to', (value) => {
    expect(() => snap(celsius, value)).toThrow(RangeError);
  });
});

import { describe, expect, test } from 'vitest';
import { drawnNumber, readSpecs } from '../../../src/console/pages/device/status/property-specs.ts';
import { valueText } from '../../../src/console/pages/device/status/value-text.ts';

const formats = {
  number: (value: number) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: 20 }).format(value),
  time: (ms: number) => new Date(ms).toISOString(),
};

const property = (type: string, specs?: unknown) => ({ identifier: 'p', dataType: { type, specs } });

const text = (type: string, specs: unknown, value: unknown): string =>
  valueText(value, readSpecs(property(type, specs), value), formats);

describe('a value as people read it', () => {
  test.each<[string, unknown, unknown, string]>([
    ['int', { step: '1' }, 21, '21'],
    ['float', { step: '0.1' }, 21, '21.0'],
    ['float', { step: '0.1' }, 21.55, '21.55'],
    ['double', {}, 101325, '101,325'],
    ['double', {}, 1e300, '1e+300'],
    ['double', {}, -0.0000001, '-1e-7'],
    ['bool', { '0': 'Off', '1': 'On' }, 1, 'On'],
    ['enum', { '0': 'Eco', '5': 'Boost' }, 5, 'Boost'],
    ['enum', { '0': 'Eco' }, 7, '7'],
    ['bool', { '0': '', '1': '' }, 0, '0'],
    ['text', { length: '100' }, 'warm', 'warm'],
    ['date', {}, '1000', '1970-01-01T00:00:01.000Z'],
    ['date', {}, 'tomorrow', 'tomorrow'],
    ['struct', [], { a: [1] }, '{"a":[1]}'],
    ['int', { step: '1' }, 'hot', 'hot'],
  ])('%s %j: %j is %s', (type, specs, value, expected) => {
    expect(text(type, specs, value)).toBe(expected);
  });

  test('is cut where it is long', () => {
    expect(text('text', {}, 'x'.repeat(10_000)).length).toBeLessThan(400);
  });
});

describe('what the model says of a property', () => {
  test('is read where it is there', () => {
    const specs = readSpecs(property('int', { min: '-10', max: '50', step: '1', unit: '°C' }), undefined);
    expect(specs).toMatchObject({ kind: 'number', unit: '°C', min: -10, max: 50, decimals: 0 });
    expect(readSpecs(property('enum', { '1': 'Eco', a: 'no number' }), undefined).names).toEqual(
      new Map([[1, 'Eco']]),
    );
  });

  test('is guessed from a value where it says nothing', () => {
    expect(readSpecs(undefined, 5)).toMatchObject({ kind: 'number', unit: '', min: undefined });
    expect(readSpecs(undefined, 'a').kind).toBe('text');
    expect(readSpecs(property('float'), 1).max).toBeUndefined();
  });
});

describe('a value in a chart', () => {
  test.each<[unknown, number | undefined]>([
    [1.5, 1.5],
    [true, 1],
    [false, 0],
    ['1', undefined],
    [null, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('%j is %j', (value, expected) => {
    expect(drawnNumber(value)).toBe(expected);
  });
});
